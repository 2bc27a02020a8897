import { ImapError } from '../errors.ts';
import type { SaslMechanism } from './mechanism.ts';

/** Answers one challenge, decoded from base64. Null cancels the exchange. */
export type SaslCallback = (challenge: Buffer) => SaslAnswer | Promise<SaslAnswer>;
export type SaslAnswer = Uint8Array | string | null;

export interface SaslCallableOptions {
  /** What the client says first, in the command where SASL-IR allows it. Without it the server begins. */
  readonly initial?: Uint8Array | string;
  /** True (the default) when whoever reads the octets learns a credential: it is sent over protected connections only. */
  readonly revealing?: boolean;
}

/** A mechanism from a function: one that knows its answer at once, counts its steps, or keeps state of its own (RFC 4422 §3). */
export function saslCallable(name: string, answer: SaslCallback, options: SaslCallableOptions = {}): SaslMechanism {
  const { initial, revealing = true } = options;
  return {
    name: name.toUpperCase(),
    revealing,
    initial: () => (initial === undefined ? null : octets(initial)),
    respond: async (challenge) => {
      const given = await answer(challenge);
      if (given === null) {
        throw new ImapError('The sign-in was cancelled.', { kind: 'aborted' }, { command: `AUTHENTICATE ${name}` });
      }
      return octets(given);
    },
    complete: () => undefined,
  };
}

function octets(answer: Uint8Array | string): Buffer {
  return typeof answer === 'string' ? Buffer.from(answer, 'utf8') : Buffer.from(answer);
}
