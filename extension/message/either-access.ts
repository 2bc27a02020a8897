import type { AccountId, MessageRef } from '../mail/model.ts';
import type { MessageAccess } from './message-access.ts';
import { isFileAccount } from './uri.ts';

/** Messages of servers and mails that are files, behind one face. */
export function eitherAccess(server: MessageAccess, files: MessageAccess): MessageAccess {
  const at = (account: AccountId): MessageAccess => (isFileAccount(account) ? files : server);
  const of = (ref: MessageRef): MessageAccess => at(ref.account);
  return {
    whenReady: (account) => at(account).whenReady(account),
    accountLabel: (account) => at(account).accountLabel(account),
    serverName: (account) => at(account).serverName(account),
    summary: (ref, signal) => of(ref).summary(ref, signal),
    section: (ref, section, options) => of(ref).section(ref, section, options),
    setFlags: (ref, operation, flags) => of(ref).setFlags(ref, operation, flags),
    tree: (ref) => of(ref).tree?.(ref) ?? null,
    specialUse: (ref) => of(ref).specialUse?.(ref) ?? null,
    related: (ref, messageId) => of(ref).related?.(ref, messageId) ?? Promise.resolve([]),
    watch: (ref, listener) => of(ref).watch?.(ref, listener) ?? { dispose: () => undefined },
  };
}
