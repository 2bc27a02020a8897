import type { OAuthRefusal } from '../errors.ts';

/** One exchange of one SASL mechanism (RFC 4422 §3). Use once. What it returns is secret. */
export interface SaslMechanism {
  /** As registered: `SCRAM-SHA-256`. */
  readonly name: string;
  /** True when whoever reads the octets learns a credential that can be used again. */
  readonly revealing: boolean;
  /** Nothing follows what the client says first, not even when it is refused. */
  readonly oneMessage?: boolean;
  /** What the client says first; null where the server begins. */
  initial(): Buffer | null;
  /**
   * Answers a challenge, octets already decoded from base64.
   * @throws ImapError of kind `authentication` when the challenge is wrong; the exchange is to be cancelled then.
   */
  respond(challenge: Buffer): Buffer | Promise<Buffer>;
  /** The server said OK. @throws ImapError of kind `authentication` when it has not proved itself as the mechanism demands. */
  complete(): void;
  /** The server asked in words of its own, which were put up with. */
  readonly oddPrompts?: number;
  /** Why the server refuses, where the mechanism lets it say so (RFC 7628 §3.2.2). */
  refusal?(): OAuthRefusal | null;
}
