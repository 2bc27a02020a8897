import type { StatusKind } from '../imap/grammar/types.ts';

/** Where a status response shows, loudest first. Every one of them is in the log and the Server Responses list as well. */
export type Surface = 'modal' | 'error' | 'warning' | 'info' | 'progress' | 'state' | 'log';

/** What a person may do about a response. */
export const actionIds = [
  'acknowledge',
  'chooseAnotherName',
  'copyForAdministrator',
  'copyReport',
  'copyUrl',
  'createMailboxAndRetry',
  'editAccount',
  'enterPassword',
  'goToFirstUnread',
  'openThatMailbox',
  'openWebPage',
  'overwrite',
  'reconnect',
  'refreshMailboxes',
  'reload',
  'reopen',
  'retry',
  'retryInUsAscii',
  'retryNow',
  'reveal',
  'showInLog',
  'showMyRights',
  'showQuota',
  'showResponses',
  'signInAgain',
  'turnOnTls',
  'undo',
  'viewSource',
] as const;
export type ActionId = (typeof actionIds)[number];

/** Those that stand in the context menu of a response's row; the log has an entry of its own there. */
export const rowActions: readonly ActionId[] = actionIds.filter(
  (action) => action !== 'acknowledge' && action !== 'showInLog' && action !== 'showResponses',
);

/** A lasting condition that a response tells of; of the connection, or of the mailbox that it names. */
export type StateId =
  | 'pre-authenticated'
  | 'disconnected'
  | 'over-quota'
  | 'corrupt'
  | 'read-only'
  | 'read-write'
  | 'malformed-message'
  | 'in-progress'
  | 'throttled';

/** What a row may ask beside the form of the line. */
export type Condition =
  | 'after-logout'
  | 'would-skip-tls'
  | 'was-read-write'
  | 'uidvalidity-changed'
  | 'repeated-in-another-charset'
  | 'nothing-failed';

/** One row of the table: first row for the code whose form and condition fit decides. */
export interface PolicyRow {
  /** Name in the catalogue: a code or a status. */
  readonly code: string;
  /** Kinds of status response that the row is for; absent: all. */
  readonly kinds?: readonly StatusKind[];
  readonly tagged?: boolean;
  readonly when?: Condition;
  readonly surface: Surface;
  /** † of the specification: it needs the person, so it shows for background commands too. */
  readonly needsPerson?: true;
  /** The same text is shown once in a window session, not once in 30 s. */
  readonly once?: true;
  /** The core deals with the failure, so that a refused command is no news. */
  readonly handled?: true;
  readonly state?: StateId;
  readonly actions: readonly ActionId[];
  /** What Mail Explorer does by itself; English, for the gallery. */
  readonly effect?: string;
}
