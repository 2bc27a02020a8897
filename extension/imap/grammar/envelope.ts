import type { Cursor } from '../wire/cursor.ts';
import { trimmed } from '../wire/intern.ts';
import type { Grammar } from './context.ts';
import type { Envelope, EnvelopeAddress } from './types.ts';

// Day, name of the month and year of RFC 5322 §3.3, with the comments and separators that readers take.
const usualDate = /\d\s*(?:\([^()]*\)\s*)?[\s-]\s*[A-Za-z]{3}/;
const placeholder = /^\.?(?:missing|syntax)[-_.](?:host[-_]name|domain|error)\.?$/i;

const noAddresses: readonly EnvelopeAddress[] = Object.freeze<EnvelopeAddress[]>([]);

export const emptyEnvelope: Envelope = Object.freeze({
  date: null,
  subject: null,
  from: noAddresses,
  sender: noAddresses,
  replyTo: noAddresses,
  to: noAddresses,
  cc: noAddresses,
  bcc: noAddresses,
  inReplyTo: null,
  messageId: null,
});

/** envelope (RFC 9051 §7.5.2, §9). Missing last fields are NIL. */
export function parseEnvelope(c: Cursor, g: Grammar): Envelope {
  c.path.push('envelope');
  if (c.nil()) {
    g.quirk('short-envelope');
    c.path.pop();
    return emptyEnvelope;
  }
  c.enter();
  const date = text(c, g);
  if (date !== null && date !== '' && !isDate(date)) g.quirk('odd-envelope-date');
  const subject = text(c, g);
  const fromAt = c.pos;
  const from = addresses(c, g);
  const fromEnd = c.pos;
  // Servers repeat From where the mail has no Sender and no Reply-To: one array then serves all three.
  const sender = repeats(c, fromAt, fromEnd) ? from : addresses(c, g);
  const replyTo = repeats(c, fromAt, fromEnd) ? from : addresses(c, g);
  const to = addresses(c, g);
  const cc = addresses(c, g);
  const bcc = addresses(c, g);
  const inReplyTo = text(c, g);
  const messageId = text(c, g);
  while (!c.atListEnd()) c.skipValue();
  c.leave();
  c.path.pop();
  return { date, subject, from, sender, replyTo, to, cc, bcc, inReplyTo, messageId };
}

/** Takes the next field if it is, octet for octet (space in front included), the one at `from`…`end`. */
function repeats(c: Cursor, from: number, end: number): boolean {
  const { bytes, pos } = c;
  const length = end - from;
  if (length < 5 || pos + length > c.end) return false;
  for (let i = 0; i < length; i++) if (bytes[from + i] !== bytes[pos + i]) return false;
  c.pos = pos + length;
  return true;
}

/** Whether a date has a day and a month. */
function isDate(date: string): boolean {
  // As nearly all of them are: `Mon, 05 Feb`, `Mon, 5 Feb`.
  if (date.startsWith(', ', 3) && isDigit(date.charCodeAt(5))) {
    const at = isDigit(date.charCodeAt(6)) ? 7 : 6;
    const letters = isLetter(date.charCodeAt(at + 1)) && isLetter(date.charCodeAt(at + 2));
    if (date.charCodeAt(at) === 0x20 && letters && isLetter(date.charCodeAt(at + 3))) return true;
  }
  return usualDate.test(date);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
}

/** Whether a host stands for one that was lost. */
function isPlaceholder(host: string): boolean {
  const first = host.charCodeAt(0) | 0x20;
  // ".", "m" and "s" in any case: a list of addresses is not to be searched one by one.
  return (first === 0x2e || first === 0x6d || first === 0x73) && placeholder.test(host);
}

function text(c: Cursor, g: Grammar): string | null {
  if (c.atListEnd()) {
    g.quirk('short-envelope');
    return null;
  }
  if (!c.atList) return c.nstring();
  g.quirk('list-for-string');
  c.skipValue();
  return null;
}

function addresses(c: Cursor, g: Grammar): readonly EnvelopeAddress[] {
  if (c.atListEnd()) {
    g.quirk('short-envelope');
    return noAddresses;
  }
  if (c.nil()) return noAddresses;
  if (!c.atList) {
    g.quirk('string-for-list');
    c.skipValue();
    return noAddresses;
  }
  const list: EnvelopeAddress[] = [];
  c.enter();
  while (!c.atListEnd()) {
    if (c.atList) {
      list.push(readAddress(c, g));
    } else {
      g.quirk('bad-address');
      c.skipValue();
    }
  }
  c.leave();
  if (endsInGroup(list)) {
    g.quirk('unterminated-group');
    list.push({ type: 'group-end' });
  }
  return trimmed(list);
}

function endsInGroup(list: readonly EnvelopeAddress[]): boolean {
  for (let at = list.length - 1; at >= 0; at--) {
    const type = list[at]?.type;
    if (type !== 'mailbox') return type === 'group-start';
  }
  return false;
}

/** address (RFC 9051 §9): name, route, mailbox, host. */
function readAddress(c: Cursor, g: Grammar): EnvelopeAddress {
  c.enter();
  const name = part(c, g);
  const route = part(c, g);
  const mailbox = part(c, g);
  const host = part(c, g);
  if (!c.atListEnd()) {
    g.quirk('bad-address');
    while (!c.atListEnd()) c.skipValue();
  }
  c.leave();
  if (host === null && name === null)
    return mailbox === null ? { type: 'group-end' } : { type: 'group-start', name: mailbox };
  const lost = host === null || isPlaceholder(host);
  if (name !== null && mailbox !== null && (lost || mailbox.includes(' '))) {
    const [, user, domain] = /^([^\s<>@"]+)@([^\s<>@"]+)$/.exec(name) ?? [];
    if (user !== undefined && domain !== undefined) {
      g.quirk('swapped-address');
      return { type: 'mailbox', name: mailbox, route, mailbox: user, host: domain };
    }
  }
  // A person without a host is no group, whose name stands in the mailbox field: the host was lost.
  if (host === null) g.quirk('bad-address');
  else if (lost) g.quirk('placeholder-host');
  return { type: 'mailbox', name, route, mailbox: mailbox ?? '', host: host ?? '' };
}

function part(c: Cursor, g: Grammar): string | null {
  if (c.atListEnd()) {
    g.quirk('bad-address');
    return null;
  }
  if (!c.atList) return c.nstring();
  g.quirk('bad-address');
  c.skipValue();
  return null;
}
