import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import type { AccountId } from '../mail/model.ts';
import type { NotifiedEvent } from './notified-event.ts';
import type { PolicyContext } from './policy.ts';

interface Known {
  readWrite?: boolean;
  uidValidity?: number;
}

/** What servers said of each mailbox before: a change is news, the same again is not. */
export class ResponseHistory {
  readonly #mailboxes = new Map<string, Known>();

  /** The UIDVALIDITY under which a mailbox was last opened; null when it never was. */
  uidValidity(account: AccountId, mailbox: MailboxName): number | null {
    return this.#mailboxes.get(`${account}\n${mailbox.wire}`)?.uidValidity ?? null;
  }

  /** The context of `event`, which counts as known from then on. */
  contextOf(event: NotifiedEvent): PolicyContext {
    const code = event.status.code;
    if (code === null || event.mailbox === null || !event.trusted) return {};
    const key = `${event.account}\n${event.mailbox.wire}`;
    const known = this.#mailboxes.get(key) ?? {};
    this.#mailboxes.set(key, known);
    switch (code.name) {
      case 'READ-WRITE':
        known.readWrite = true;
        return {};
      case 'READ-ONLY': {
        const wasReadWrite = known.readWrite === true;
        known.readWrite = false;
        return { wasReadWrite };
      }
      case 'UIDVALIDITY': {
        const uidValidityChanged = known.uidValidity !== undefined && known.uidValidity !== code.value;
        known.uidValidity = code.value;
        return { uidValidityChanged };
      }
      default:
        return {};
    }
  }
}
