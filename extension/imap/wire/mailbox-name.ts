import { decodeText } from './octets.ts';
import { decodeUtf7, encodeUtf7 } from './utf7.ts';

/**
 * A mailbox name: what the server calls it, octet for octet, beside what a person reads.
 * Commands always send `wire` back unchanged, so that a name which decodes badly still addresses its mailbox.
 */
export interface MailboxName {
  /** The octets on the wire, one per UTF-16 unit (latin1). */
  readonly wire: string;
  /** Decoded for people: modified UTF-7 (RFC 3501 §5.1.3), or UTF-8 under UTF8=ACCEPT and IMAP4rev2. May hold anything. */
  readonly display: string;
}

export const inbox: MailboxName = { wire: 'INBOX', display: 'INBOX' };

/** The name as LIST, LSUB or STATUS gave it. INBOX is recognised in any case (RFC 9051 §5.1). */
export function mailboxFromWire(wire: string, utf8: boolean): MailboxName {
  if (wire.length === 5 && wire.toUpperCase() === 'INBOX') return inbox;
  return { wire, display: utf8 ? decodeText(Buffer.from(wire, 'latin1'), 0, wire.length) : decodeUtf7(wire) };
}

/** The name as a person typed it; `utf8` as the connection's enabled mode says. */
export function mailboxFromDisplay(display: string, utf8: boolean): MailboxName {
  if (display.length === 5 && display.toUpperCase() === 'INBOX') return inbox;
  return { wire: utf8 ? Buffer.from(display, 'utf8').toString('latin1') : encodeUtf7(display), display };
}

/** Whether the octets are modified UTF-7 that says something else than they would as UTF-8. */
export function isFromUtf7({ wire, display }: MailboxName): boolean {
  return wire.includes('&') && wire !== display && encodeUtf7(display) === wire;
}

export function sameMailbox(a: MailboxName, b: MailboxName): boolean {
  return a.wire === b.wire;
}
