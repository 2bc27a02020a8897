import { ImapError, invalidArgument, type AuthenticationProblem } from '../errors.ts';

export type { SaslMechanism } from './mechanism.ts';

const sentences: Readonly<Record<AuthenticationProblem, string>> = {
  answer: 'The sign-in was cancelled: what this end has to say to the server could not be made.',
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

/** What a mechanism threw, as an ImapError: anything else comes from the caller's own function and becomes the `cause`. */
export function ownFailure(error: unknown): ImapError {
  if (error instanceof ImapError) return error;
  const failure = new ImapError(
    sentences.answer,
    { kind: 'authentication', problem: 'answer' },
    { command: 'AUTHENTICATE' },
  );
  failure.cause = error;
  return failure;
}

/** @throws ImapError of kind `invalid-argument` for a NUL, which separates fields in several mechanisms. */
export function refuseNul(...texts: readonly string[]): void {
  if (texts.some((text) => text.includes('\0'))) {
    throw invalidArgument('A user name or password cannot hold a NUL character.', { command: 'AUTHENTICATE' });
  }
}
