import type { ModSeq, Uid } from '../wire/ids.ts';
import type { NumberRange } from '../wire/sequence-set.ts';

/** A mailbox as it was known when it was last in view; what `Mailbox.known` gives, kept as long as wanted, across connections too. */
export interface KnownMailbox {
  readonly uidValidity: number;
  /** All messages below are among `uids`, or are of no interest. */
  readonly uidNext: number;
  /** Up to here every change was told; null where the server kept no mod-sequences. */
  readonly modSeq: ModSeq | null;
  /** Messages of interest: changes are told of these and of newer ones. Numbers that no message has may be told as vanished. */
  readonly uids: readonly NumberRange[];
}

/** What happened to a known mailbox since (RFC 4549 §3, RFC 7162 §6). */
export interface MailboxChanges {
  /** How it was learnt: told by the server (QRESYNC), asked for changes (CONDSTORE), or every flag read again. */
  readonly by: 'qresync' | 'condstore' | 'flags';
  /** Known messages that are gone. */
  readonly vanished: readonly NumberRange[];
  /** Known messages with their flags now: those whose flags changed; by `flags`, all that are still there. */
  readonly flags: ReadonlyMap<Uid, readonly string[]>;
  /** Messages that came since have UIDs in here; null when none did. Not every number needs to be one. */
  readonly arrived: NumberRange | null;
}

export type Resumption =
  /** Nothing was known before. */
  | { readonly kind: 'fresh' }
  | { readonly kind: 'changes'; readonly changes: MailboxChanges }
  /** The mailbox was made anew (UIDVALIDITY): nothing that was known of it holds any more. */
  | { readonly kind: 'void' };
