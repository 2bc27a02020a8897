import type { QuirkCounter } from '../grammar/quirk-counter.ts';
import type { StatusResponse } from '../grammar/types.ts';
import { suggestedWaitMs } from './suggested-wait.ts';
import type { SessionView } from './view.ts';

/** What only a faulty or hostile peer does; shown in the protocol log. */
export interface Oddities {
  readonly malformed: number;
  readonly unknownTags: number;
  readonly unexpectedContinuations: number;
  readonly ignoredBeforeTls: number;
}

/**
 * Counts a BYE behind another, and an untagged BAD that answers nothing: Cyrus reads the rest of a line that it refused half-way as
 * a command of its own.
 */
export function judgeStatus(
  quirks: QuirkCounter,
  status: StatusResponse,
  underWay: number,
  bye: StatusResponse | null,
): void {
  if (status.kind === 'BAD' && (underWay === 0 || status.text === 'Invalid tag')) quirks.report('stray-bad');
  if (status.kind === 'BYE' && bye !== null) quirks.report('repeated-bye');
  judgeWords(quirks, status);
}

/** Counts what a server says in words only, in a BYE or in the completion of a command: to wait, or that it is cut off. */
export function judgeWords(quirks: QuirkCounter, status: StatusResponse): void {
  if (status.kind !== 'OK' && suggestedWaitMs(status.text) !== null) quirks.report('backoff-in-text');
  if (isDisconnected(status)) quirks.report('not-connected');
}

/** Exchange says so, for good, where the mailbox behind the connection is out of reach: another connection may find it. */
export function isDisconnected({ kind, text }: StatusResponse): boolean {
  return kind !== 'OK' && /\bauthenticated but not connected\b/i.test(text);
}

/** A tag of ours that no command has had yet: whoever completes it answers what it could not have read. */
export function isUnsent({ tag }: StatusResponse, sent: number): boolean {
  const number = /^A([1-9]\d*)$/.exec(tag ?? '')?.[1];
  return number !== undefined && Number(number) > sent;
}

/** Counts ways to sign in that are offered to somebody who is signed in. */
export function judgeAbilities(quirks: QuirkCounter, view: SessionView): void {
  if (view.abilities.all.some((name) => /^(AUTH=|LOGINDISABLED$)/i.test(name))) quirks.report('auth-after-login');
}
