import type { Cursor } from '../wire/cursor.ts';
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
  if (date !== null && date !== '' && !usualDate.test(date)) g.quirk('odd-envelope-date');
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
  const length = end - from;
  const next = c.pos + length;
  if (length < 5 || next > c.end || c.bytes.compare(c.bytes, from, end, c.pos, next) !== 0) return false;
  c.pos = next;
  return true;
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
  return list;
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
  const lost = host === null || placeholder.test(host);
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
