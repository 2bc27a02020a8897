import type { Parsed } from '../command/command.ts';

/** Octets of a response in which its keyword has to come. */
const front = 64;

/**
 * Whether a response that could not be read was about which messages there are (RFC 9051 §7.4.1, §7.5.1; RFC 7162 §3.2.10): then the
 * sequence numbers that follow may mean others than ours. Gives the reason for people, or null.
 */
export function doubtOf(response: Parsed): string | null {
  const said = spoken(response);
  if (/^(?:\S+\s+)?\d*VANISHE/i.test(said))
    // What went before the mailbox was selected was never counted.
    return /\(\s*EARLIER\s*\)/i.test(said)
      ? null
      : 'The server told of messages that vanished, but not readably which.';
  if (/^EXPUNGE\b|^0+\s+EXPUNGE\b/i.test(said)) return 'The server expunged a message without a number.';
  if (/^(?:\S+\s+)?\d*EXPUNG/i.test(said)) return 'The server expunged a message, but not readably which.';
  if (/^(?:\S+\s+)?\d*EXISTS\b/i.test(said)) return 'The server told how many messages there are, but not readably.';
  return null;
}

function spoken(response: Parsed): string {
  if (response.type === 'malformed') return response.excerpt.slice(0, front).replace(/^\*\s*/, '');
  return response.type === 'unknown' ? response.text.slice(0, front).trimStart() : '';
}
