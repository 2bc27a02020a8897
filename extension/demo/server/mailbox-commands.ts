import { literalMark } from './command-reader.ts';
import type { CommandContext, CommandSpec } from './context.ts';
import type { ArgumentReader } from './arguments.ts';
import { mailboxArgument } from './mailbox-argument.ts';
import { checkFlags } from './message-commands.ts';
import { bad, no, type Completion } from './refusal.ts';
import { statusItems, statusResponse } from './status.ts';
import { canonical, delimiter } from './store.ts';

type Run = CommandSpec['run'];

const create: Run = ({ store }, args) => {
  args.space();
  const path = mailboxArgument(args);
  args.end();
  store.create(path);
  return { text: 'CREATE done' };
};

const remove: Run = ({ store }, args) => {
  args.space();
  const path = mailboxArgument(args);
  args.end();
  store.delete(path);
  return { text: 'DELETE done' };
};

const rename: Run = ({ store }, args) => {
  args.space();
  const from = mailboxArgument(args);
  args.space();
  const to = mailboxArgument(args);
  args.end();
  store.rename(from, to);
  return { text: 'RENAME done' };
};

const subscribe: Run = ({ store }, args) => {
  args.space();
  const path = canonical(mailboxArgument(args));
  args.end();
  if (store.find(path) === undefined) throw no('NONEXISTENT', 'There is no such mailbox');
  store.subscriptions.add(path);
  return { text: 'SUBSCRIBE done' };
};

const unsubscribe: Run = ({ store }, args) => {
  args.space();
  const path = canonical(mailboxArgument(args));
  args.end();
  store.subscriptions.delete(path);
  return { text: 'UNSUBSCRIBE done' };
};

const status: Run = (context, args) => {
  args.space();
  const path = mailboxArgument(args);
  args.space();
  const names = statusItems(args);
  args.end();
  const mailbox = context.store.open(path);
  if (names.includes('HIGHESTMODSEQ')) context.useCondstore();
  context.untagged(statusResponse(mailbox, names));
  return { text: 'STATUS done' };
};

/** RFC 9051 §6.3.12 with APPENDUID (§7.1). */
function append(context: CommandContext, args: ArgumentReader): Completion {
  args.space();
  const path = mailboxArgument(args);
  args.space();
  let flags: string[] = [];
  if (args.peek() === '(') {
    flags = checkFlags(args.list(() => args.flag()));
    args.space();
  }
  let internalDate = context.now();
  if (args.peek() === '"') {
    internalDate = args.dateTime();
    args.space();
  }
  if (args.peek() !== literalMark) throw bad('APPEND wants the message as a literal');
  const raw = args.literal();
  args.end();
  const target = context.store.target(path);
  if (raw.length === 0) throw no('CANNOT', 'An empty message cannot be stored');
  if (raw.includes(0)) throw no('UNKNOWN-CTE', 'A message with NUL octets cannot be stored');
  context.store.checkQuota(raw.length, 1);
  const stored = target.add({ raw, flags, internalDate });
  target.settle();
  return { code: `APPENDUID ${target.uidValidity} ${stored.uid}`, text: 'APPEND done' };
}

const namespace: Run = (context, args) => {
  args.end();
  context.untagged(`NAMESPACE (("" "${delimiter}")) NIL NIL`);
  return { text: 'NAMESPACE done' };
};

export const mailboxCommands: readonly (readonly [string, CommandSpec])[] = (
  [
    ['CREATE', create],
    ['DELETE', remove],
    ['RENAME', rename],
    ['SUBSCRIBE', subscribe],
    ['UNSUBSCRIBE', unsubscribe],
    ['STATUS', status],
    ['APPEND', append],
    ['NAMESPACE', namespace],
  ] as const
).map(([name, run]) => [name, { states: 'authenticated', tellsExpunges: true, run }]);
