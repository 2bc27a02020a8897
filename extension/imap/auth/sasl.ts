import { ImapError, type AuthenticationProblem } from '../errors.ts';

export type { SaslMechanism } from './mechanism.ts';

const sentences: Readonly<Record<AuthenticationProblem, string>> = {
  challenge: 'The server sent a challenge that makes no sense.',
  nonce: 'The server did not repeat the random value it was given; it may be another server.',
  iterations: 'The server asks for a number of hash iterations outside the sensible range.',
  'server-signature': 'The server could not prove that it knows the password; it may be another server.',
  rounds: 'The server keeps asking; the sign-in was given up.',
};

export function authenticationError(problem: AuthenticationProblem): ImapError {
  return new ImapError(
    sentences[problem],
    { kind: 'authentication', problem },
    { command: 'AUTHENTICATE', retry: 'after-user' },
  );
}

/** @throws ImapError of kind `invalid-argument` for a NUL, which separates fields in several mechanisms. */
export function refuseNul(...texts: readonly string[]): void {
  if (texts.some((text) => text.includes('\0'))) {
    const message = 'A user name or password cannot hold a NUL character.';
    throw new ImapError(message, { kind: 'invalid-argument', message }, { command: 'AUTHENTICATE' });
  }
}
