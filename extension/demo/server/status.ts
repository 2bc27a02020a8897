import type { ArgumentReader } from './arguments.ts';
import { bad } from './refusal.ts';
import { appendLimit } from './store.ts';
import type { StoredMailbox } from './stored-mailbox.ts';
import { wireMailbox } from './mailbox-argument.ts';

const items = new Map<string, (mailbox: StoredMailbox) => number | bigint>([
  ['MESSAGES', (mailbox) => mailbox.messages.length],
  ['RECENT', (mailbox) => mailbox.recent.size],
  ['UNSEEN', (mailbox) => mailbox.messages.filter((message) => !message.flags.has('\\Seen')).length],
  ['DELETED', (mailbox) => mailbox.messages.filter((message) => message.flags.has('\\Deleted')).length],
  ['UIDNEXT', (mailbox) => mailbox.uidNext],
  ['UIDVALIDITY', (mailbox) => mailbox.uidValidity],
  ['SIZE', (mailbox) => mailbox.size],
  ['HIGHESTMODSEQ', (mailbox) => mailbox.highestModSeq],
  ['APPENDLIMIT', () => appendLimit],
]);

export function statusItems(args: ArgumentReader): string[] {
  const names = args.list(() => args.word());
  if (names.length === 0) throw bad('STATUS wants at least one item');
  const unknown = names.find((name) => !items.has(name));
  if (unknown !== undefined) throw bad(`Unknown STATUS item ${unknown.slice(0, 40)}`);
  return names;
}

/** `STATUS name (MESSAGES 3 …)` (RFC 9051 §7.3.4). */
export function statusResponse(mailbox: StoredMailbox, names: readonly string[]): string {
  return `STATUS ${wireMailbox(mailbox.path)} (${names.map((name) => `${name} ${items.get(name)?.(mailbox) ?? 0}`).join(' ')})`;
}
