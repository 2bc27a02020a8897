import type { StatusEvent } from '../imap/client/api.ts';
import type { AccountId } from '../mail/model.ts';

/** A status response with the account whose connection it came over. */
export type NotifiedEvent = StatusEvent & {
  readonly account: AccountId;
  readonly accountLabel: string;
  /** Host as the person knows it, as `imap.example.org`. */
  readonly server: string;
};
