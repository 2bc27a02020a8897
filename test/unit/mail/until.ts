import type { AccountSession } from '../../../extension/mail/account-session.ts';
import type { MessageList } from '../../../extension/mail/message-list.ts';

type Told = (look: () => void) => { dispose(): void };

/** Looks now and whenever something is told, until `holds`; the suite's own time limit ends a wait in vain. */
function until(tellers: readonly Told[], holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const subscriptions: { dispose(): void }[] = [];
    const look = (): void => {
      if (!holds()) return;
      for (const subscription of subscriptions) subscription.dispose();
      resolve();
    };
    for (const teller of tellers) subscriptions.push(teller(look));
    look();
  });
}

/** Resolves when `holds` is true, now or after some change of the list. */
export function untilList(list: MessageList, holds: () => boolean): Promise<void> {
  return until([list.onDidChange], holds);
}

/** Resolves when `holds` is true, now or after some change of the session or of the list that it has now. */
export function untilSession(session: AccountSession, holds: () => boolean): Promise<void> {
  const tellers: Told[] = [session.onDidChangeState, session.onDidChangeMailboxes];
  if (session.list !== null) tellers.push(session.list.onDidChange);
  return until(tellers, holds);
}
