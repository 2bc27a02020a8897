import type { FetchItem, FetchMacro } from '../client/api.ts';
import { invalidArgument } from '../errors.ts';
import { FetchData } from '../grammar/fetch-data.ts';
import type { FetchResponse } from '../grammar/types.ts';
import type { CommandWriter } from '../wire/writer.ts';

const fast = ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'] as const;
const macros: Readonly<Record<FetchMacro, readonly FetchItem[]>> = {
  FAST: fast,
  ALL: [...fast, 'ENVELOPE'],
  FULL: [...fast, 'ENVELOPE', 'BODYSTRUCTURE'],
};

/** The items themselves in the place of macros, which Gmail does not take and which cannot stand beside UID; `used` is told of one. */
export function withoutMacros(items: readonly (FetchItem | FetchMacro)[], used: () => void): readonly FetchItem[] {
  const plain = items.filter((item): item is FetchItem => !isMacro(item));
  if (plain.length === items.length) return plain;
  used();
  return [...new Set(items.flatMap((item) => (isMacro(item) ? macros[item] : [item])))];
}

function isMacro(item: FetchItem | FetchMacro): item is FetchMacro {
  return item === 'ALL' || item === 'FAST' || item === 'FULL';
}

/** Writes `(UID …)`. The UID is always asked for: rows are told apart by nothing else. */
export function writeFetchItems(out: CommandWriter, items: readonly FetchItem[]): void {
  out.text('(UID');
  for (const item of items) {
    if (item === 'UID') continue;
    out.sp();
    if (typeof item === 'string') out.text(item);
    else if ('binarySize' in item) out.text('BINARY.SIZE').section(item.binarySize);
    else writeSection(out, item);
  }
  out.text(')');
}

type SectionItem = Extract<FetchItem, { readonly section: string }>;

function writeSection(out: CommandWriter, item: SectionItem): void {
  out.text(`${item.binary === true ? 'BINARY' : 'BODY'}${item.peek === false ? '' : '.PEEK'}`).section(item.section);
  if (item.partial !== undefined && item.partial.length < 1)
    throw invalidArgument('A part of a section has one octet at least');
  if (item.partial !== undefined)
    out.text('<').number(item.partial.offset).text('.').number(item.partial.length).text('>');
}

/** Whether data is an answer to `items`, and not just news of flags that came meanwhile. */
export function answers(data: FetchResponse, items: readonly FetchItem[]): boolean {
  let onlyFlags = true;
  for (const item of items) {
    if (item === 'UID' || item === 'FLAGS' || item === 'MODSEQ') continue;
    onlyFlags = false;
    if (carries(data, item)) return true;
  }
  return onlyFlags;
}

function carries(data: FetchResponse, item: Exclude<FetchItem, 'UID' | 'FLAGS' | 'MODSEQ'>): boolean {
  if (typeof item !== 'string')
    return 'binarySize' in item ? (data.binarySizes?.size ?? 0) > 0 : data.sections.size > 0;
  switch (item) {
    case 'RFC822.SIZE':
      return data.size !== undefined;
    case 'INTERNALDATE':
      return data.internalDate !== undefined;
    case 'ENVELOPE':
      return data instanceof FetchData ? data.hasEnvelope : data.envelope !== undefined;
    case 'BODYSTRUCTURE':
      return data instanceof FetchData ? data.hasBodyStructure : data.bodyStructure !== undefined;
    case 'PREVIEW':
    case 'PREVIEW (LAZY)':
      return data.preview !== undefined;
    case 'EMAILID':
      return data.emailId !== undefined;
    case 'THREADID':
      return data.threadId !== undefined;
    case 'SAVEDATE':
      return data.saveDate !== undefined;
    case 'X-GM-MSGID':
      return data.gmailMessageId !== undefined;
    case 'X-GM-THRID':
      return data.gmailThreadId !== undefined;
    case 'X-GM-LABELS':
      return data.gmailLabels !== undefined;
    default:
      return carriesOther(data, item);
  }
}

/** Items that the types do not name, from plain JavaScript: those of RFC 3501 §6.4.5, sections in IMAP's words, and what nobody knows. */
function carriesOther(data: FetchResponse, item: string): boolean {
  const name = item.toUpperCase();
  if (name === 'BODY') return data instanceof FetchData ? data.hasBodyStructure : data.bodyStructure !== undefined;
  return !/^(?:RFC822|BODY|BINARY)/.test(name) || data.sections.size > 0 || (data.binarySizes?.size ?? 0) > 0;
}

/** Cheap items first: a date is made and the trees are parsed when they are looked at. */
export function cheapFirst(items: readonly FetchItem[]): readonly FetchItem[] {
  const dear = (item: FetchItem): number =>
    item === 'ENVELOPE' || item === 'BODYSTRUCTURE' || item === 'INTERNALDATE' ? 1 : 0;
  return [...items].sort((a, b) => dear(a) - dear(b));
}
