import { wireAddresses } from './address.ts';
import { headerValue, type Header } from './header.ts';
import { wireNString } from './wire-text.ts';

/** ENVELOPE as it goes on the wire, latin1 (RFC 9051 §7.5.2). Sender and Reply-To fall back to From. */
export function wireEnvelope(header: Header): string {
  const address = (name: string): string => wireAddresses(headerValue(header, name));
  const from = address('from');
  const orFrom = (list: string): string => (list === 'NIL' ? from : list);
  const text = (name: string): string => wireNString(headerValue(header, name));
  return `(${[
    text('date'),
    text('subject'),
    from,
    orFrom(address('sender')),
    orFrom(address('reply-to')),
    address('to'),
    address('cc'),
    address('bcc'),
    text('in-reply-to'),
    text('message-id'),
  ].join(' ')})`;
}
