import type { Disposable } from '../imap/client/api.ts';
import type { AccountId, MessageRef } from '../mail/model.ts';
import type { ConditionLine } from '../notifications/condition-text.ts';

/** What is so of a message for the time being, beside what it says: read-only, over quota, disconnected, …. */
export interface MessageConditions {
  lines(ref: MessageRef): readonly ConditionLine[];
  onDidChange(listener: (account: AccountId) => void): Disposable;
}
