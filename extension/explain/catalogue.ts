import { authentication } from './codes/authentication.ts';
import type { CodeEntry } from './codes/entry.ts';
import { limits } from './codes/limits.ts';
import { mailbox } from './codes/mailbox.ts';
import { message } from './codes/message.ts';
import { search } from './codes/search.ts';
import { session } from './codes/session.ts';
import { classes, statuses } from './codes/statuses.ts';

export type { CodeEntry, Retry, Severity } from './codes/entry.ts';
export { source } from './codes/entry.ts';

/** Every status, response code and class known, statuses first, then the codes by name, then the classes. */
export const all: readonly CodeEntry[] = [
  ...statuses,
  ...[authentication, limits, mailbox, message, search, session].flat().sort((a, b) => (a.name < b.name ? -1 : 1)),
  ...classes,
];

const byName = new Map(all.flatMap((entry) => [entry.name, ...entry.aliases].map((name) => [name, entry] as const)));

/** Finds an entry by name or alias without regard to case; undefined when the catalogue has none. */
export function lookup(name: string): CodeEntry | undefined {
  return byName.get(name.toUpperCase());
}
