import type { DemoMessage } from '../server/seed.ts';
import { file, mail, me, multipart, person, text, words, type DemoClock } from './build.ts';
import { tomasz } from './people.ts';

const gateway = person('Scan-O-Matic 3000', 'scanner@druckwerk.example');

/** The header promises a boundary that the body never uses. */
export function wrongBoundary(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(6, 8),
    from: gateway,
    subject: 'Scanned document (wrong boundary)',
    id: 'scan-1',
    content: {
      headers: ['Content-Type: multipart/mixed; boundary="PROMISED"'],
      body: '--DELIVERED\r\nContent-Type: text/plain\r\n\r\nThe device announced one boundary and used another. What you read is the preamble, if your client shows it.\r\n--DELIVERED--\r\n',
    },
  });
}

/** Cut on the way: the last boundary is missing, in both levels. */
export function missingEnd(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(6, 9),
    from: gateway,
    subject: 'Scanned document (cut off)',
    id: 'scan-2',
    content: {
      headers: ['Content-Type: multipart/mixed; boundary="outer"'],
      body: [
        '--outer',
        'Content-Type: multipart/alternative; boundary="inner"',
        '',
        '--inner',
        'Content-Type: text/plain; charset=us-ascii',
        '',
        'This part is whole.',
        '--inner',
        'Content-Type: text/html; charset=us-ascii',
        '',
        '<p>This one has no end, because the inner boundary is never closed.</p>',
        '--outer',
        'Content-Type: text/plain; name="page-1.txt"',
        'Content-Disposition: attachment; filename="page-1.txt"',
        '',
        'The scanner ran out of',
      ].join('\r\n'),
    },
  });
}

/** Headers that no RFC knows: a bad date, an address without a host, a missing colon, a charset nobody has. */
export function badHeaders(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(12, 1),
    dateText: 'yesterday, about four',
    from: 'cron daemon on mx2',
    to: 'root, , <@relay.example,@hop.example:demo@mail-explorer.example> (via two relays)',
    subject: null,
    domain: 'mx2.tidewater.example',
    headers: ['This line has lost its colon', 'Subject: =?x-klingon?Q?tlhIngan_Hol?= and =?utf-8?B?!!!not-base64?='],
    id: 'cron-1',
    content: {
      headers: ['Content-Type: text/plain; charset=x-klingon', 'Content-Transfer-Encoding: x-unheard-of'],
      body: "/usr/local/bin/rotate: line 12: syntax error near unexpected token `fi'\r\n",
    },
  });
}

/** File names that want out of the folder they are saved to. */
export function sneakyNames(clock: DemoClock): DemoMessage {
  const innocent = Buffer.from('Nothing in here. The name is the attack.\n');
  return mail({
    date: clock.ago(3, 3),
    from: person('Accounts Department', 'accounts@phish.example'),
    subject: 'Overdue invoice, final reminder',
    id: 'sneaky',
    content: multipart('mixed', [
      text('Dear customer,\n\nplease see the attached documents at once.\n'),
      file('application/octet-stream', 'attachment; filename="../../.bashrc"', innocent),
      // U+202E turns the rest around: it reads "invoice-exe.pdf".
      file('application/pdf', "attachment; filename*=utf-8''invoice-%E2%80%AEfdp.exe", innocent),
      file('text/plain', `attachment; filename="${'a'.repeat(280)}.txt"`, innocent),
      file('application/x-sh', 'attachment; filename="CON. "', innocent),
    ]),
    flags: ['$Junk'],
  });
}

export function junk(clock: DemoClock): DemoMessage[] {
  return [
    mail({
      date: clock.ago(8, 2),
      from: person('Prince of Cloudonia', 'prince@cloudonia.example'),
      to: me,
      subject: null,
      headers: [`Subject: ${words('You have won 10,000,000 build minutes!!!')}`],
      id: 'prince',
      content: text(
        'Dear beloved developer,\n\nI am the heir to ten million build minutes, frozen in a foreign region. Send me your deploy key and one half is yours.\n',
      ),
      flags: ['$Junk', '\\Seen'],
    }),
    mail({
      date: clock.ago(1, 4),
      from: person('Mail Administrator', 'admin@mail-exp1orer.example'),
      subject: 'Your mailbox is 99% full - verify now',
      id: 'verify-now',
      content: text(
        '<p>Your mailbox is <b style="color:red">99% full</b>. <a href="https://mail-exp1orer.example/verify">Verify your password</a> within 24 hours.</p>\n',
        { subtype: 'html' },
      ),
      flags: ['$Junk', '$Phishing'],
    }),
    sneakyNames(clock),
  ];
}

export function trash(clock: DemoClock): DemoMessage[] {
  return [
    mail({
      date: clock.ago(13),
      from: tomasz,
      subject: 'Re: Re: Re: Re: tabs',
      id: 'tabs-5',
      content: text('Fine. Spaces.\n'),
    }),
    mail({
      date: clock.ago(12, 22),
      from: tomasz,
      subject: 'Re: Re: Re: Re: Re: tabs',
      id: 'tabs-6',
      content: text('I have reconsidered.\n'),
    }),
  ];
}
