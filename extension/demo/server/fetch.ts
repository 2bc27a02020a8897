import type { ArgumentReader } from './arguments.ts';
import type { CommandContext } from './context.ts';
import { wireEnvelope } from './envelope.ts';
import { wireBodyStructure } from './mime-structure.ts';
import { bad, type Completion } from './refusal.ts';
import { section, sectionBytes, sectionLabel, type Section } from './section.ts';
import type { SelectedView, ViewedMessage } from './selected-view.ts';
import { selectedView } from './selected.ts';
import { wireDateTime, type WirePiece } from './wire-text.ts';

interface SectionItem {
  readonly kind: 'section';
  /** As the answer names it, without `<origin>`. */
  readonly label: string;
  readonly section: Section;
  readonly peek: boolean;
  readonly partial: { readonly offset: number; readonly length: number } | null;
}

type PlainItem = 'UID' | 'FLAGS' | 'INTERNALDATE' | 'RFC822.SIZE' | 'ENVELOPE' | 'BODYSTRUCTURE' | 'BODY' | 'MODSEQ';
type FetchItem = SectionItem | { readonly kind: 'plain'; readonly name: PlainItem };

const plainItems: readonly string[] = [
  'UID',
  'FLAGS',
  'INTERNALDATE',
  'RFC822.SIZE',
  'ENVELOPE',
  'BODYSTRUCTURE',
  'BODY',
  'MODSEQ',
] satisfies PlainItem[];

const macros: ReadonlyMap<string, readonly PlainItem[]> = new Map([
  ['FAST', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE']],
  ['ALL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE']],
  ['FULL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY']],
]);

const plain = (name: PlainItem): FetchItem => ({ kind: 'plain', name });

/** FETCH and UID FETCH (RFC 9051 §6.4.5, CHANGEDSINCE of RFC 7162 §3.1.4). */
export function fetchCommand(context: CommandContext, args: ArgumentReader, byUid: boolean): Completion {
  const view = selectedView(context);
  args.space();
  const set = args.sequenceSet();
  args.space();
  let items = parseItems(args);
  let changedSince: bigint | null = null;
  if (args.take(' (')) {
    if (args.word() !== 'CHANGEDSINCE') throw bad('Unknown FETCH modifier');
    args.space();
    changedSince = args.bigNumber();
    args.expect(')');
  }
  args.end();
  const has = (name: PlainItem): boolean => items.some((item) => item.kind === 'plain' && item.name === name);
  if (byUid && !has('UID')) items = [plain('UID'), ...items];
  if (changedSince !== null && !has('MODSEQ')) items = [...items, plain('MODSEQ')];
  if (has('MODSEQ') || changedSince !== null) context.useCondstore();
  const chosen = view.find(set, byUid).filter(({ message }) => changedSince === null || message.modSeq > changedSince);
  for (const viewed of chosen) context.untagged(...answer(context, view, viewed, items));
  view.mailbox.settle();
  return { text: 'FETCH done' };
}

function parseItems(args: ArgumentReader): FetchItem[] {
  if (args.peek() === '(') {
    const items = args.list(() => parseItem(args, args.upTo(' ()[<')));
    if (items.length === 0) throw bad('FETCH wants at least one item');
    return items;
  }
  const name = args.upTo(' ()[<');
  return macros.get(name)?.map(plain) ?? [parseItem(args, name)];
}

function parseItem(args: ArgumentReader, name: string): FetchItem {
  if ((name === 'BODY' || name === 'BODY.PEEK') && args.take('[')) return sectionItem(args, name === 'BODY.PEEK');
  if (name === 'RFC822') return whole('RFC822', section('', null), false);
  if (name === 'RFC822.HEADER') return whole('RFC822.HEADER', section('HEADER', null), true);
  if (name === 'RFC822.TEXT') return whole('RFC822.TEXT', section('TEXT', null), false);
  if (!plainItems.includes(name)) throw bad(`Unknown FETCH item ${name.slice(0, 40)}`);
  return plain(name as PlainItem);
}

function whole(label: string, what: Section, peek: boolean): SectionItem {
  return { kind: 'section', label, section: what, peek, partial: null };
}

function sectionItem(args: ArgumentReader, peek: boolean): SectionItem {
  const name = args.upTo(' ]');
  const fields = args.take(' ') ? args.list(() => args.astring()) : null;
  if (fields?.length === 0) throw bad('A field list names at least one field');
  args.expect(']');
  let partial: SectionItem['partial'] = null;
  if (args.take('<')) {
    const offset = args.number();
    args.expect('.');
    const length = args.number();
    if (length === 0) throw bad('A partial FETCH asks for at least one octet');
    args.expect('>');
    partial = { offset, length };
  }
  return {
    kind: 'section',
    label: `BODY[${sectionLabel(name, fields)}]`,
    section: section(name, fields),
    peek,
    partial,
  };
}

/** The pieces of one untagged FETCH response. Reading a body without PEEK marks the message \Seen. */
function answer(
  context: CommandContext,
  view: SelectedView,
  { seq, message }: ViewedMessage,
  items: readonly FetchItem[],
): WirePiece[] {
  const reads = items.some((item) => item.kind === 'section' && !item.peek);
  let newlySeen = false;
  if (reads && !view.readOnly && !message.expunged) {
    newlySeen = view.mailbox.setFlags(message, new Set([...message.flags, '\\Seen']), view);
  }
  const pieces: WirePiece[] = [`${seq} FETCH (`];
  const told = new Set<string>();
  const add = (...more: readonly WirePiece[]): void => {
    pieces.push(...(pieces.length > 1 ? [' '] : []), ...more);
  };
  for (const item of items) {
    if (item.kind === 'section') {
      add(...sectionAnswer(message.entity, item));
      continue;
    }
    if (told.has(item.name)) continue;
    told.add(item.name);
    add(plainAnswer(view, message, item.name));
  }
  if (newlySeen && !told.has('FLAGS')) add(`FLAGS ${view.flagsOf(message)}`);
  if (newlySeen && !told.has('MODSEQ') && context.enabled.has('CONDSTORE')) add(`MODSEQ (${message.modSeq})`);
  pieces.push(')');
  return pieces;
}

function plainAnswer(view: SelectedView, message: ViewedMessage['message'], name: PlainItem): string {
  switch (name) {
    case 'UID':
      return `UID ${message.uid}`;
    case 'FLAGS':
      return `FLAGS ${view.flagsOf(message)}`;
    case 'INTERNALDATE':
      return `INTERNALDATE ${wireDateTime(message.internalDate)}`;
    case 'RFC822.SIZE':
      return `RFC822.SIZE ${message.raw.length}`;
    case 'ENVELOPE':
      return `ENVELOPE ${wireEnvelope(message.entity.header)}`;
    case 'BODYSTRUCTURE':
      return `BODYSTRUCTURE ${wireBodyStructure(message.entity, true)}`;
    case 'BODY':
      return `BODY ${wireBodyStructure(message.entity, false)}`;
    case 'MODSEQ':
      return `MODSEQ (${message.modSeq})`;
  }
}

function sectionAnswer(entity: ViewedMessage['message']['entity'], item: SectionItem): WirePiece[] {
  const { partial } = item;
  const label = partial === null ? item.label : `${item.label}<${partial.offset}>`;
  const bytes = sectionBytes(entity, item.section);
  if (bytes === null) return [`${label} NIL`];
  const slice = partial === null ? bytes : bytes.subarray(partial.offset, partial.offset + partial.length);
  return [`${label} {${slice.length}}\r\n`, slice];
}
