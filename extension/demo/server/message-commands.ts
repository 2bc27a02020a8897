import type { ArgumentReader } from './arguments.ts';
import type { CommandContext, CommandSpec } from './context.ts';
import { fetchCommand } from './fetch.ts';
import { mailboxArgument } from './mailbox-argument.ts';
import { bad, no, type Completion } from './refusal.ts';
import { searchCommand } from './search.ts';
import { selectedView } from './selected.ts';
import { systemFlags, type SelectedView, type ViewedMessage } from './selected-view.ts';
import { formatNumbers } from './sequence.ts';
import type { StoredMessage } from './stored-mailbox.ts';

const maxKeywordLength = 100;

/** Flags for storing, in canonical case. @throws Refusal BAD for one that no client can set, NO LIMIT for a long keyword. */
export function checkFlags(flags: readonly string[]): string[] {
  return flags.map((flag) => {
    if (flag.length > maxKeywordLength) throw no('LIMIT', `A keyword has at most ${maxKeywordLength} characters`);
    if (!flag.startsWith('\\')) return flag;
    const known = systemFlags.find((system) => system.toLowerCase() === flag.toLowerCase());
    if (known === undefined) throw bad(`${flag} cannot be set`);
    return known;
  });
}

/** STORE and UID STORE (RFC 9051 §6.4.6; UNCHANGEDSINCE of RFC 7162 §3.1.3). */
function storeCommand(context: CommandContext, args: ArgumentReader, byUid: boolean): Completion {
  const view = selectedView(context);
  args.space();
  const set = args.sequenceSet();
  let unchangedSince: bigint | null = null;
  if (args.take(' (')) {
    if (args.word() !== 'UNCHANGEDSINCE') throw bad('Unknown STORE modifier');
    args.space();
    unchangedSince = args.bigNumber();
    args.expect(')');
    context.useCondstore();
  }
  args.space();
  const match = /^([+-]?)FLAGS(\.SILENT)?$/.exec(args.upTo(' '));
  if (match === null) throw bad('STORE wants FLAGS, +FLAGS or -FLAGS');
  args.space();
  const flags = checkFlags(args.peek() === '(' ? args.list(() => args.flag()) : flagRun(args));
  args.end();
  view.requireWrite();
  const silent = match[2] !== undefined;
  // Keywords know no case (RFC 9051 §2.3.2): the spelling that the mailbox has wins.
  const spelling = (flag: string): string =>
    [...view.mailbox.keywords].find((known) => known.toLowerCase() === flag.toLowerCase()) ?? flag;
  const modified: number[] = [];
  for (const { seq, message } of view.find(set, byUid)) {
    if (message.expunged) continue;
    if (unchangedSince !== null && message.modSeq > unchangedSince) {
      modified.push(byUid ? message.uid : seq);
      continue;
    }
    view.mailbox.setFlags(message, changed(message.flags, match[1] ?? '', flags.map(spelling)), view);
    const items = [
      ...(byUid || context.enabled.has('CONDSTORE') ? [`UID ${message.uid}`] : []),
      ...(silent ? [] : [`FLAGS ${view.flagsOf(message)}`]),
      ...(context.enabled.has('CONDSTORE') ? [`MODSEQ (${message.modSeq})`] : []),
    ];
    if (!silent || context.enabled.has('CONDSTORE')) context.untagged(`${seq} FETCH (${items.join(' ')})`);
  }
  view.mailbox.settle();
  if (modified.length > 0)
    return { code: `MODIFIED ${formatNumbers(modified)}`, text: 'Some were changed meanwhile and left alone' };
  return { text: 'STORE done' };
}

function flagRun(args: ArgumentReader): string[] {
  const flags = [args.flag()];
  while (args.take(' ')) flags.push(args.flag());
  return flags;
}

function changed(current: ReadonlySet<string>, sign: string, flags: readonly string[]): Set<string> {
  if (sign === '+') return new Set([...current, ...flags]);
  if (sign === '-') return new Set([...current].filter((flag) => !flags.includes(flag)));
  return new Set(flags);
}

/** COPY, MOVE and their UID forms (RFC 9051 §6.4.7, §6.4.8). */
function copyCommand(context: CommandContext, args: ArgumentReader, byUid: boolean, move: boolean): Completion {
  const view = selectedView(context);
  args.space();
  const set = args.sequenceSet();
  args.space();
  const path = mailboxArgument(args);
  args.end();
  if (move) view.requireWrite();
  const target = context.store.target(path);
  const chosen = view.find(set, byUid).map(({ message }) => message);
  const verb = move ? 'MOVE' : 'COPY';
  if (chosen.some((message) => message.expunged))
    throw no('EXPUNGEISSUED', `Some of these messages are gone; nothing was done`);
  if (chosen.length === 0) return { text: `${verb} done: no such messages` };
  if (!move)
    context.store.checkQuota(
      chosen.reduce((sum, message) => sum + message.raw.length, 0),
      chosen.length,
    );
  const copies = chosen.map(({ raw, flags, internalDate }) => target.add({ raw, flags: [...flags], internalDate }));
  const code = `COPYUID ${target.uidValidity} ${uids(chosen)} ${uids(copies)}`;
  if (move) {
    // The code goes ahead of the EXPUNGE responses that it explains (RFC 6851 §4.3).
    context.untagged(`OK [${code}] Moved`);
    view.mailbox.remove(chosen);
    view.report(true, context.enabled.has('CONDSTORE'), context.untagged.bind(context));
    view.mailbox.settle();
  }
  target.settle();
  return move ? { text: 'MOVE done' } : { code, text: 'COPY done' };
}

function uids(messages: readonly StoredMessage[]): string {
  return formatNumbers(messages.map((message) => message.uid));
}

function expungeCommand(context: CommandContext, args: ArgumentReader, byUid: boolean): Completion {
  const view = selectedView(context);
  let chosen: readonly ViewedMessage[] = view.all;
  if (byUid) {
    args.space();
    chosen = view.find(args.sequenceSet(), true);
  }
  args.end();
  view.requireWrite();
  expungeDeleted(view, chosen);
  return { text: 'EXPUNGE done' };
}

/** Removes those of `chosen` that are marked \Deleted. */
export function expungeDeleted(view: SelectedView, chosen: readonly ViewedMessage[]): void {
  view.mailbox.remove(
    chosen.map(({ message }) => message).filter((message) => message.flags.has('\\Deleted') && !message.expunged),
  );
  view.mailbox.settle();
}

function forms(
  name: string,
  tellsExpunges: boolean,
  run: (context: CommandContext, args: ArgumentReader, byUid: boolean) => Completion,
): [string, CommandSpec][] {
  return [
    [name, { states: 'selected', tellsExpunges, run: (context, args) => run(context, args, false) }],
    [`UID ${name}`, { states: 'selected', tellsExpunges: true, run: (context, args) => run(context, args, true) }],
  ];
}

export const messageCommands: readonly (readonly [string, CommandSpec])[] = [
  ...forms('FETCH', false, fetchCommand),
  ...forms('STORE', false, storeCommand),
  ...forms('SEARCH', false, searchCommand),
  ...forms('COPY', true, (context, args, byUid) => copyCommand(context, args, byUid, false)),
  ...forms('MOVE', true, (context, args, byUid) => copyCommand(context, args, byUid, true)),
  ...forms('EXPUNGE', true, expungeCommand),
];
