import type { BodyStructure, EnvelopeAddress } from '../imap/grammar/types.ts';
import type { MessageSummary } from '../mail/model.ts';
import { decodeEncodedWords } from '../mime/encoded-words.ts';

/** What a row of the message list shows; decoded, not yet made safe for display. */
export interface MessageRow {
  readonly sender: string;
  readonly subject: string;
  readonly date: Date | null;
  readonly unread: boolean;
  readonly flagged: boolean;
  readonly answered: boolean;
  readonly attachment: boolean;
}

export function messageRow(summary: MessageSummary): MessageRow {
  const flags = new Set(summary.flags.map((flag) => flag.toLowerCase()));
  return {
    sender: senderOf(summary.envelope.from) ?? senderOf(summary.envelope.sender) ?? '',
    subject: summary.envelope.subject === null ? '' : decodeEncodedWords(summary.envelope.subject).trim(),
    date: summary.internalDate,
    unread: !flags.has('\\seen'),
    flagged: flags.has('\\flagged'),
    answered: flags.has('\\answered'),
    attachment: summary.bodyStructure !== null && hasAttachment(summary.bodyStructure, 0),
  };
}

function senderOf(addresses: readonly EnvelopeAddress[]): string | null {
  for (const address of addresses) {
    if (address.type !== 'mailbox') continue;
    const name = address.name === null ? '' : decodeEncodedWords(address.name).trim();
    return name !== '' ? name : `${address.mailbox}@${address.host}`;
  }
  return null;
}

/** A part counts as attachment when it says so, or is a mail in the mail; an image that HTML shows inline does not. */
function hasAttachment(body: BodyStructure, depth: number): boolean {
  if (depth > 100) return false;
  if (body.kind === 'multipart') return body.parts.some((part) => hasAttachment(part, depth + 1));
  if (body.disposition?.type === 'attachment') return true;
  return body.message !== null;
}

/** Time for today, day and month for this year, else the whole date. */
export function shortDate(date: Date, now: Date): string {
  if (date.toDateString() === now.toDateString())
    return date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  if (date.getFullYear() === now.getFullYear())
    return date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
  return date.toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
}
