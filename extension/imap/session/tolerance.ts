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

/** Counts a wait that a server asks for in words, in a BYE or in the completion of a command. */
export function judgeWords(quirks: QuirkCounter, status: StatusResponse): void {
  if (status.kind !== 'OK' && suggestedWaitMs(status.text) !== null) quirks.report('backoff-in-text');
}

/** Counts ways to sign in that are offered to somebody who is signed in. */
export function judgeAbilities(quirks: QuirkCounter, view: SessionView): void {
  if (view.abilities.all.some((name) => /^(AUTH=|LOGINDISABLED$)/i.test(name))) quirks.report('auth-after-login');
}
