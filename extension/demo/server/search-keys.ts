import type { ArgumentReader } from './arguments.ts';
import { headerValue } from './header.ts';
import { bad } from './refusal.ts';
import type { SelectedView, ViewedMessage } from './selected-view.ts';
import { checkSequenceNumbers, setMatcher, type SequenceSet } from './sequence.ts';
import type { StoredMessage } from './stored-mailbox.ts';
import { decodeBodyText, decodeHeaderText } from './text-decode.ts';

export type Matcher = (viewed: ViewedMessage) => boolean;

/** What the keys need to know beside their arguments. */
export interface SearchScope {
  readonly view: SelectedView;
  /** Called when a key needs mod-sequences. */
  readonly usesModSeq: () => void;
}

const flagKeys: ReadonlyMap<string, string> = new Map([
  ['ANSWERED', '\\Answered'],
  ['DELETED', '\\Deleted'],
  ['DRAFT', '\\Draft'],
  ['FLAGGED', '\\Flagged'],
  ['SEEN', '\\Seen'],
]);
const addressKeys = ['BCC', 'CC', 'FROM', 'SUBJECT', 'TO'];
const maxDepth = 50;

/** Every key up to the end or a closing parenthesis; all must hold (RFC 9051 §6.4.4). */
export function searchKeys(args: ArgumentReader, scope: SearchScope, depth = 0): Matcher {
  const keys = [searchKey(args, scope, depth)];
  while (args.take(' ')) keys.push(searchKey(args, scope, depth));
  return (viewed) => keys.every((key) => key(viewed));
}

function searchKey(args: ArgumentReader, scope: SearchScope, depth: number): Matcher {
  if (depth > maxDepth) throw bad('Search keys are nested too deep');
  if (args.take('(')) {
    const inner = searchKeys(args, scope, depth + 1);
    args.expect(')');
    return inner;
  }
  if (/[\d*]/.test(args.peek())) {
    const set = args.sequenceSet();
    checkSequenceNumbers(set, scope.view.exists);
    const matches = setMatcher(set, scope.view.exists);
    return ({ seq }) => matches(seq);
  }
  const word = args.word();
  return (
    flagKey(word, args, scope) ??
    numberKey(word, args, scope) ??
    textKey(word, args) ??
    logicKey(word, args, scope, depth)
  );
}

function flagKey(word: string, args: ArgumentReader, { view }: SearchScope): Matcher | null {
  const has =
    (flag: string): Matcher =>
    ({ message }) =>
      message.flags.has(flag);
  const recent: Matcher = ({ message }) => view.recent.has(message);
  const positive = flagKeys.get(word);
  if (positive !== undefined) return has(positive);
  const negative = word.startsWith('UN') ? flagKeys.get(word.slice(2)) : undefined;
  if (negative !== undefined) return ({ message }) => !message.flags.has(negative);
  switch (word) {
    case 'ALL':
      return () => true;
    case 'RECENT':
      return recent;
    case 'NEW':
      return (viewed) => recent(viewed) && !viewed.message.flags.has('\\Seen');
    case 'OLD':
      return (viewed) => !recent(viewed);
    case 'KEYWORD':
    case 'UNKEYWORD': {
      args.space();
      const keyword = args.atom().toLowerCase();
      const wanted = word === 'KEYWORD';
      return ({ message }) => [...message.flags].some((flag) => flag.toLowerCase() === keyword) === wanted;
    }
    default:
      return null;
  }
}

const dayOf = (date: Date): number => Math.floor(date.getTime() / 86_400_000);

/** The day written in the Date field, its zone disregarded (RFC 9051, SENTON). */
function sentDay(message: StoredMessage): number | null {
  const match = /(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})/.exec(headerValue(message.entity.header, 'date') ?? '');
  const time = match === null ? NaN : Date.parse(`${match[1]} ${match[2]} ${match[3]} 00:00:00 GMT`);
  return Number.isNaN(time) ? null : time / 86_400_000;
}

function numberKey(word: string, args: ArgumentReader, scope: SearchScope): Matcher | null {
  const date = /^(SENT)?(BEFORE|ON|SINCE)$/.exec(word);
  if (date !== null) {
    args.space();
    const wanted = args.day();
    return ({ message }) => {
      const day = date[1] === undefined ? dayOf(message.internalDate) : sentDay(message);
      if (day === null) return false;
      return date[2] === 'BEFORE' ? day < wanted : date[2] === 'ON' ? day === wanted : day >= wanted;
    };
  }
  switch (word) {
    case 'LARGER':
    case 'SMALLER': {
      args.space();
      const size = args.number();
      return ({ message }) => (word === 'LARGER' ? message.raw.length > size : message.raw.length < size);
    }
    case 'UID': {
      args.space();
      const set: SequenceSet = args.sequenceSet();
      const matches = setMatcher(set, scope.view.all.at(-1)?.message.uid ?? 0);
      return ({ message }) => matches(message.uid);
    }
    case 'MODSEQ': {
      args.space();
      if (args.peek() === '"') {
        args.string();
        args.space();
        if (!['ALL', 'PRIV', 'SHARED'].includes(args.word())) throw bad('Not an entry type');
        args.space();
      }
      const since = args.bigNumber();
      scope.usesModSeq();
      return ({ message }) => message.modSeq >= since;
    }
    default:
      return null;
  }
}

const fold = (text: string): string => text.normalize('NFC').toLowerCase();

function headerContains(message: StoredMessage, name: string, wanted: string): boolean {
  return message.entity.header.fields.some(
    (field) => field.name === name && fold(decodeHeaderText(field.value)).includes(wanted),
  );
}

function textKey(word: string, args: ArgumentReader): Matcher | null {
  const argument = (): string => {
    args.space();
    return fold(Buffer.from(args.astring(), 'latin1').toString('utf8'));
  };
  if (addressKeys.includes(word)) {
    const wanted = argument();
    return ({ message }) => headerContains(message, word.toLowerCase(), wanted);
  }
  switch (word) {
    case 'HEADER': {
      const name = argument();
      const wanted = argument();
      return ({ message }) => headerContains(message, name, wanted);
    }
    case 'BODY': {
      const wanted = argument();
      return ({ message }) => fold(decodeBodyText(message.entity)).includes(wanted);
    }
    case 'TEXT': {
      const wanted = argument();
      return ({ message }) =>
        message.entity.header.fields.some((field) =>
          fold(`${field.name}: ${decodeHeaderText(field.value)}`).includes(wanted),
        ) || fold(decodeBodyText(message.entity)).includes(wanted);
    }
    default:
      return null;
  }
}

function logicKey(word: string, args: ArgumentReader, scope: SearchScope, depth: number): Matcher {
  if (word === 'NOT') {
    args.space();
    const inner = searchKey(args, scope, depth + 1);
    return (viewed) => !inner(viewed);
  }
  if (word === 'OR') {
    args.space();
    const first = searchKey(args, scope, depth + 1);
    args.space();
    const second = searchKey(args, scope, depth + 1);
    return (viewed) => first(viewed) || second(viewed);
  }
  throw bad(`Unknown search key ${word.slice(0, 40)}`);
}
