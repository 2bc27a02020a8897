import { decodeUtf7 } from '../../imap/wire/utf7.ts';
import type { ArgumentReader } from './arguments.ts';
import type { CommandContext, CommandSpec } from './context.ts';
import { listMatcher } from './list-pattern.ts';
import { wireMailbox } from './mailbox-argument.ts';
import { bad, type Completion } from './refusal.ts';
import { statusItems, statusResponse } from './status.ts';
import { canonical, delimiter, type MailStore } from './store.ts';

interface ListRequest {
  readonly reference: string;
  readonly patterns: readonly string[];
  readonly select: ReadonlySet<string>;
  readonly give: ReadonlySet<string>;
  readonly status: readonly string[];
  readonly extended: boolean;
}

const selectionOptions = ['SUBSCRIBED', 'REMOTE', 'RECURSIVEMATCH', 'SPECIAL-USE'];
const returnOptions = ['SUBSCRIBED', 'CHILDREN', 'SPECIAL-USE'];

function parse(args: ArgumentReader): ListRequest {
  args.space();
  const hadOptions = args.peek() === '(';
  const select = new Set(hadOptions ? args.list(() => args.word()) : []);
  if (hadOptions) args.space();
  const unknown = [...select].find((option) => !selectionOptions.includes(option));
  if (unknown !== undefined) throw bad(`Unknown selection option ${unknown.slice(0, 40)}`);
  if (select.has('RECURSIVEMATCH') && !select.has('SUBSCRIBED') && !select.has('SPECIAL-USE'))
    throw bad('RECURSIVEMATCH alone selects nothing');
  const reference = args.astring();
  args.space();
  const several = args.peek() === '(';
  const patterns = several ? args.list(() => args.pattern()) : [args.pattern()];
  const give = new Set<string>();
  let status: string[] = [];
  let returns = false;
  if (args.take(' RETURN ')) {
    returns = true;
    args.list(() => {
      const option = args.word();
      if (option === 'STATUS') {
        args.space();
        status = statusItems(args);
      } else if (returnOptions.includes(option)) give.add(option);
      else throw bad(`Unknown RETURN option ${option.slice(0, 40)}`);
    });
  }
  args.end();
  return { reference, patterns, select, give, status, extended: hadOptions || several || returns };
}

/** Every name there is: mailboxes, and subscriptions to what is no more. */
function names(store: MailStore): string[] {
  return [...new Set([...store.all.map((mailbox) => mailbox.path), ...store.subscriptions])].sort((a, b) =>
    a === 'INBOX' ? -1 : b === 'INBOX' ? 1 : a < b ? -1 : a > b ? 1 : 0,
  );
}

function attributes(store: MailStore, path: string, give: ReadonlySet<string>): string[] {
  const mailbox = store.find(path);
  const out: string[] = [];
  if (mailbox === undefined) out.push('\\NonExistent');
  else if (mailbox.noSelect) out.push('\\Noselect');
  out.push(store.hasChildren(path) ? '\\HasChildren' : '\\HasNoChildren');
  const use = mailbox?.specialUse ?? null;
  if (use !== null) out.push(use);
  if (give.has('SUBSCRIBED') && store.subscriptions.has(path)) out.push('\\Subscribed');
  return out;
}

/** LIST with its extensions (RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154). */
function listCommand(context: CommandContext, args: ArgumentReader): Completion {
  const { store } = context;
  const request = parse(args);
  if (!request.extended && request.patterns[0] === '') {
    context.untagged(`LIST (\\Noselect) "${delimiter}" ""`);
    return { text: 'LIST done' };
  }
  const give = new Set([...request.give, ...(request.select.has('SUBSCRIBED') ? ['SUBSCRIBED'] : [])]);
  const matchers = request.patterns.map((pattern) => listMatcher(decodeUtf7(request.reference + pattern)));
  const selected = (path: string): boolean => {
    if (request.select.has('SUBSCRIBED')) {
      if (!store.subscriptions.has(path)) return false;
    } else if (store.find(path) === undefined) return false;
    return !request.select.has('SPECIAL-USE') || (store.find(path)?.specialUse ?? null) !== null;
  };
  for (const path of names(store)) {
    if (!matchers.some((matches) => matches(path))) continue;
    const below =
      request.select.has('RECURSIVEMATCH') &&
      names(store).some((child) => child.startsWith(path + delimiter) && selected(child));
    if (!selected(path) && !below) continue;
    const childInfo = below && request.select.has('SUBSCRIBED') ? ' ("CHILDINFO" ("SUBSCRIBED"))' : '';
    context.untagged(
      `LIST (${attributes(store, path, give).join(' ')}) "${delimiter}" ${wireMailbox(path)}${childInfo}`,
    );
    const mailbox = store.find(path);
    if (request.status.length > 0 && mailbox !== undefined && !mailbox.noSelect)
      context.untagged(statusResponse(mailbox, request.status));
  }
  return { text: 'LIST done' };
}

/** LSUB (RFC 3501 §6.3.9): `%` also finds the unsubscribed parent of a subscribed name, as \Noselect. */
function lsubCommand(context: CommandContext, args: ArgumentReader): Completion {
  const { store } = context;
  args.space();
  const reference = args.astring();
  args.space();
  const pattern = decodeUtf7(reference + args.pattern());
  args.end();
  const matches = listMatcher(pattern);
  const told = new Set<string>();
  for (const path of [...store.subscriptions].map(canonical).sort()) {
    if (matches(path)) {
      told.add(path);
      context.untagged(
        `LSUB (${store.find(path)?.noSelect === true ? '\\Noselect' : ''}) "${delimiter}" ${wireMailbox(path)}`,
      );
      continue;
    }
    if (!pattern.endsWith('%')) continue;
    const levels = path.split(delimiter);
    const parent = levels
      .map((_, i) => levels.slice(0, i + 1).join(delimiter))
      .find((candidate) => candidate !== path && matches(candidate));
    if (parent === undefined || told.has(parent) || store.subscriptions.has(parent)) continue;
    told.add(parent);
    context.untagged(`LSUB (\\Noselect) "${delimiter}" ${wireMailbox(parent)}`);
  }
  return { text: 'LSUB done' };
}

export const listCommands: readonly (readonly [string, CommandSpec])[] = [
  ['LIST', { states: 'authenticated', tellsExpunges: true, run: listCommand }],
  ['LSUB', { states: 'authenticated', tellsExpunges: true, run: lsubCommand }],
];
