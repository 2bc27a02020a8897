import type { DemoMessage } from '../server/seed.ts';
import { dateField, mail, me, multipart, person, text, type DemoClock, type Part } from './build.ts';

const daemon = (host: string): string => person('Mail Delivery System', `MAILER-DAEMON@${host}`);

function fields(type: string, lines: readonly string[]): Part {
  return { headers: [`Content-Type: ${type}`], body: `${lines.join('\r\n')}\r\n` };
}

/** A delivery report (RFC 3464) with the header of what could not be delivered. */
export function bounce(clock: DemoClock): DemoMessage {
  const sent = clock.ago(1, 9);
  return mail({
    date: clock.ago(1, 8, 58),
    from: daemon('mx1.tidewater.example'),
    subject: 'Undelivered Mail Returned to Sender',
    id: 'dsn-4821',
    domain: 'mx1.tidewater.example',
    headers: ['Auto-Submitted: auto-replied', 'Return-Path: <>'],
    content: multipart(
      'report',
      [
        text(`This is the mail system at host mx1.tidewater.example.

Your message could not be delivered to one recipient. No further attempt
will be made; the recipient's server was quite clear about it.

<bosun@oldport.example>: host mx.oldport.example said:
    550 5.1.1 No such sailor (in reply to RCPT TO)
`),
        fields('message/delivery-status', [
          'Reporting-MTA: dns; mx1.tidewater.example',
          `Arrival-Date: ${dateField(sent)}`,
          '',
          'Final-Recipient: rfc822; bosun@oldport.example',
          'Action: failed',
          'Status: 5.1.1',
          'Remote-MTA: dns; mx.oldport.example',
          'Diagnostic-Code: smtp; 550 5.1.1 No such sailor',
        ]),
        fields('text/rfc822-headers', [
          `Date: ${dateField(sent)}`,
          `From: ${me}`,
          'To: The Bosun <bosun@oldport.example>',
          'Subject: Is the mast still yours?',
          'Message-ID: <mast-1@mail-explorer.example>',
        ]),
      ],
      '; report-type=delivery-status',
    ),
    flags: [],
  });
}

/** A receipt that somebody's program sent after showing a message (RFC 8098). */
export function readReceipt(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(9, 5),
    from: person('Tomasz Wilk', 'tomasz@tidewater.example'),
    subject: 'Read: Numbers for the quarter',
    id: 'mdn-77',
    references: ['quarter-numbers@mail-explorer.example'],
    content: multipart(
      'report',
      [
        text(
          'Your message "Numbers for the quarter" was displayed on the screen of Tomasz Wilk. Whether he looked is another matter.\n',
        ),
        fields('message/disposition-notification', [
          'Reporting-UA: desk.tidewater.example; Pigeonhole 7',
          'Final-Recipient: rfc822; tomasz@tidewater.example',
          'Original-Message-ID: <quarter-numbers@mail-explorer.example>',
          'Disposition: manual-action/MDN-sent-manually; displayed',
        ]),
      ],
      '; report-type=disposition-notification',
    ),
  });
}
