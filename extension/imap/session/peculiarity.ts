import type { SessionView } from './view.ts';

/**
 * Yahoo and UW imapd read lines of no more than 1000 octets (RFC 2683 §3.2.1.5); the first is known by an ability of its own, the other by
 * the release in its greeting, as `IMAP4rev1 2007e.404 at`.
 */
export function takesShortLines({ greeting, abilities }: SessionView): boolean {
  return abilities.has('XYMHIGHESTMODSEQ') || /\bIMAP4rev1 20\d\d[a-z]?\.\d+ at /.test(greeting);
}

/** Exchange 2003 hangs up on NAMESPACE, which it offers (MailKit #1512). */
export function diesOfNamespace({ greeting }: SessionView): boolean {
  return /^Microsoft Exchange (?:Server )?2003\b|\bversion 6\.5\.\d/.test(greeting);
}
