import { wireNString } from './wire-text.ts';

interface Address {
  readonly name: string | null;
  readonly route: string | null;
  readonly mailbox: string | null;
  readonly host: string | null;
}

type Token = { readonly kind: 'word'; readonly text: string } | { readonly kind: 'special'; readonly text: string };

/** ENVELOPE's form of an address header: `((name route mailbox host)…)` or NIL (RFC 9051 §7.5.2). */
export function wireAddresses(header: string | null): string {
  const addresses = header === null ? [] : parseAddresses(header);
  if (addresses.length === 0) return 'NIL';
  return `(${addresses.map(wireAddress).join('')})`;
}

function wireAddress({ name, route, mailbox, host }: Address): string {
  return `(${wireNString(name)} ${wireNString(route)} ${wireNString(mailbox)} ${wireNString(host)})`;
}

/** Words and specials of an address list. Comments are told apart, for `user@host (Name)`. */
function tokens(text: string): {
  readonly list: readonly (Token & { readonly spaced: boolean })[];
  readonly comments: ReadonlyMap<number, string>;
} {
  const list: (Token & { spaced: boolean })[] = [];
  const comments = new Map<number, string>();
  const pattern = /(\s+)|"((?:[^"\\]|\\.)*)"?|(\[[^\]]*\]?)|([()<>,;:@.])|((?:[^\s"()<>,;:@.[\\]|\\.)+)|(.)/gs;
  let spaced = false;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (match[1] !== undefined) {
      spaced = true;
      continue;
    }
    if (match[4] === '(') {
      const end = commentEnd(text, match.index);
      comments.set(list.length, text.slice(match.index + 1, end).trim());
      pattern.lastIndex = end + 1;
      spaced = true;
      continue;
    }
    const word = match[2]?.replace(/\\(.)/gs, '$1') ?? match[3] ?? match[5];
    if (word !== undefined) list.push({ kind: 'word', text: word, spaced });
    else if (match[4] !== undefined && match[4] !== ')') list.push({ kind: 'special', text: match[4], spaced });
    spaced = false;
  }
  return { list, comments };
}

function commentEnd(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return text.length;
}

/** RFC 5322 §3.4 with its obsolete forms; what is no address at all becomes a mailbox name without host. */
function parseAddresses(text: string): Address[] {
  const { list, comments } = tokens(text);
  const out: Address[] = [];
  let at = 0;
  let inGroup = false;
  const special = (char: string): boolean => list[at]?.kind === 'special' && list[at]?.text === char;

  const join = (from: number, to: number): string => {
    let value = '';
    for (let i = from; i < to; i++)
      value += (list[i]?.spaced === true && value !== '' ? ' ' : '') + (list[i]?.text ?? '');
    return value;
  };
  /** Index of the next of `stops` from here, or the end. */
  const find = (stops: string): number => {
    let i = at;
    while (i < list.length && !(list[i]?.kind === 'special' && stops.includes(list[i]?.text ?? ''))) i++;
    return i;
  };
  const addressSpec = (from: number, to: number, name: string | null, route: string | null): Address => {
    let sign = to;
    for (let i = to - 1; i >= from; i--)
      if (list[i]?.kind === 'special' && list[i]?.text === '@') sign = Math.min(sign, i);
    const mailbox = join(from, sign).replaceAll(' ', sign === to ? ' ' : '');
    // A missing host would make it a group; servers put an empty string there.
    return { name, route, mailbox, host: sign === to ? '' : join(sign + 1, to).replaceAll(' ', '') };
  };

  while (at < list.length) {
    if (special(',')) {
      at++;
      continue;
    }
    if (special(';')) {
      if (inGroup) out.push({ name: null, route: null, mailbox: null, host: null });
      inGroup = false;
      at++;
      continue;
    }
    const stop = find(',;:<');
    const stopper = list[stop]?.text;
    if (stop < list.length && stopper === ':' && list[stop]?.kind === 'special' && !inGroup) {
      out.push({ name: null, route: null, mailbox: join(at, stop), host: null });
      inGroup = true;
      at = stop + 1;
      continue;
    }
    if (stop < list.length && stopper === '<' && list[stop]?.kind === 'special') {
      const name = join(at, stop);
      at = stop + 1;
      let route: string | null = null;
      const close = find('>');
      if (special('@')) {
        const colon = find(':');
        if (colon < close) {
          route = join(at, colon);
          at = colon + 1;
        }
      }
      out.push(addressSpec(at, close, name === '' ? null : name, route));
      at = close + 1;
      at = find(',;');
      continue;
    }
    const end = stop < list.length && stopper === ':' ? Math.max(find(',;'), at + 1) : stop;
    let comment: string | null = null;
    for (const [index, value] of comments) if (index > at && index <= end) comment = value;
    if (end > at) out.push(addressSpec(at, end, comment, null));
    at = Math.max(end, at + 1);
  }
  if (inGroup) out.push({ name: null, route: null, mailbox: null, host: null });
  return out;
}
