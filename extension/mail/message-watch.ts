import type { Disposable } from '../imap/client/api.ts';
import { sameMailbox } from '../imap/wire/mailbox-name.ts';
import type { Emitter } from './emitter.ts';
import type { MessageList } from './message-list.ts';
import type { AccountId, MessageRef } from './model.ts';

/** Its flags are others now; or it is worth a look whether it is still there. */
export type MessageChange = { readonly kind: 'flags'; readonly flags: readonly string[] } | { readonly kind: 'look' };

/** What watching needs of the service of accounts. */
export interface Watched {
  session(id: AccountId): { readonly list: MessageList | null } | undefined;
  readonly onDidOpenList: Emitter<void>['event'];
  readonly onDidChangeSession: Emitter<AccountId>['event'];
}

/** Tells what the opened mailbox hears of one message; of a message elsewhere nothing is heard. */
export function watchMessage(mail: Watched, ref: MessageRef, listener: (change: MessageChange) => void): Disposable {
  let list: MessageList | null = null;
  let listening: Disposable | null = null;
  let known: readonly string[] | null = null;

  const follow = (): void => {
    if (list?.state.kind !== 'ready') return;
    const row = list.row(ref.uid);
    if (row?.ref.uidValidity !== ref.uidValidity) {
      // It went, or only left the pages that are loaded.
      if (known !== null) listener({ kind: 'look' });
      known = null;
      return;
    }
    if (known !== null && sameFlags(known, row.flags)) return;
    known = row.flags;
    listener({ kind: 'flags', flags: row.flags });
  };

  const attach = (): void => {
    const open = mail.session(ref.account)?.list ?? null;
    const current = open !== null && sameMailbox(open.mailbox, ref.mailbox) ? open : null;
    if (current === list) return;
    listening?.dispose();
    list = current;
    known = null;
    listening = current?.onDidChange(follow) ?? null;
    follow();
  };

  const opened = mail.onDidOpenList(attach);
  const changed = mail.onDidChangeSession((id) => {
    if (id === ref.account) attach();
  });
  attach();
  return {
    dispose: () => {
      opened.dispose();
      changed.dispose();
      listening?.dispose();
    },
  };
}

function sameFlags(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((flag) => b.includes(flag));
}
