import type { DemoMessage } from '../server/seed.ts';
import { file, html, mail, me, multipart, person, text, type DemoClock } from './build.ts';
import { pdf } from './files.ts';
import { ines, juergen, lea, magnus, priya, tomasz } from './people.ts';

const steps = ['compile', 'lint', 'unit', 'servers', 'bundle', 'package', 'fuzz', 'bench'];
const files = ['splitter', 'cursor', 'envelope', 'literal', 'session', 'idle', 'quota', 'thread', 'utf7', 'trace'];
const remarks = ['ok', 'ok', 'ok (cached)', 'slow', 'ok', 'warning: shadowed name', 'ok', 'retried once'];

/** A build log of some 6400 lines; a small generator of pseudo-random numbers keeps it from being all alike. */
function buildLog(): string {
  const lines: string[] = ['The log was too long for the web page, so the robot sends it by mail. Sorry.', ''];
  let state = 20_240_117;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >>> 8) % below;
  };
  for (let i = 1; i <= 6400; i++) {
    const step = steps[next(steps.length)] ?? '';
    const name = files[next(files.length)] ?? '';
    lines.push(
      `${String(i).padStart(5, '0')}  [${step.padEnd(8)}] src/${name}.ts  ${next(900) + 10} ms  ${remarks[next(remarks.length)] ?? ''}`,
    );
  }
  return `${lines.join('\n')}\n\n6400 steps, 0 failures, 1 tired robot.\n`;
}

export function longLog(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(15, 6),
    from: person('Harbor CI', 'ci@codeharbor.example'),
    subject: 'Full log of nightly #87964 (it is long)',
    id: 'ci-87964-log',
    headers: ['Auto-Submitted: auto-generated'],
    content: text(buildLog()),
  });
}

export function archived(clock: DemoClock): DemoMessage[] {
  return [
    mail({
      date: clock.at('2021-03-08T10:20:00Z'),
      zone: '+0100',
      from: ines,
      subject: 'Your first day',
      id: 'first-day',
      content: text(
        'Robin,\n\nthe coffee machine takes exact change, the build takes eleven minutes, and the test called "flaky" is not. Everything else you will find out.\n\nWelcome!\nInes\n',
      ),
      flags: ['\\Seen', '\\Flagged'],
    }),
    mail({
      date: clock.at('2022-12-23T16:45:00Z'),
      zone: '+0100',
      from: lea,
      subject: 'Read-only Friday',
      id: 'read-only-friday',
      content: text(
        'From noon today the main branch is frozen until January. So is the pond behind the office. Only one of them carries weight.\n',
      ),
    }),
    mail({
      date: clock.at('2023-06-30T19:02:00Z'),
      zone: '+0200',
      from: magnus,
      subject: 'Postmortem: the night the clocks were right',
      id: 'postmortem-clock',
      content:
        text(`Summary: for 41 minutes all three servers agreed on the time. Two of our services had been relying on the opposite.

Impact: 1204 messages filed under tomorrow.

What went well: nobody blamed time zones, because for once it was not.
What went badly: everything that sorts.
`),
    }),
    longLog(clock),
  ];
}

/** A shop's receipt: HTML with a table, and the paper as PDF. */
export function receipts(clock: DemoClock): DemoMessage[] {
  const rows: readonly (readonly [string, string])[] = [
    ['Mechanical keyboard, quiet (ha)', '129.00'],
    ['Keycap "Any"', '4.50'],
    ['Shipping', '0.00'],
  ];
  const shop = mail({
    date: clock.at('2024-02-02T08:11:00Z'),
    from: person('Clack & Sons', 'receipts@clack.example'),
    subject: 'Your receipt for order 55-1870',
    id: 'order-55-1870',
    content: multipart('mixed', [
      multipart('alternative', [
        text(
          `Thank you, Robin!\n\n${rows.map(([what, price]) => `${what.padEnd(36)} EUR ${price.padStart(7)}`).join('\n')}\n${'Total'.padEnd(36)} EUR  133.50\n`,
        ),
        html(
          `<p>Thank you, Robin!</p><table border="1" cellpadding="6" style="border-collapse:collapse">${rows.map(([what, price]) => `<tr><td>${what}</td><td align="right">&euro;&nbsp;${price}</td></tr>`).join('')}<tr><th align="left">Total</th><th align="right">&euro;&nbsp;133.50</th></tr></table><p style="color:#777;font-size:12px">Keep this mail: it is your warranty.</p>\n`,
        ),
      ]),
      file(
        'application/pdf; name="receipt-55-1870.pdf"',
        'attachment; filename="receipt-55-1870.pdf"',
        pdf(['Clack & Sons', 'Receipt 55-1870', 'Total: EUR 133.50']),
      ),
    ]),
  });
  const train = mail({
    date: clock.ago(3, 12),
    from: person('Küstenbahn', 'fahrkarten@kuestenbahn.example'),
    subject: 'Ihre Fahrkarte: Brückenstadt → Leuchtturm',
    id: 'ticket-9917',
    content: text(
      'Gute Reise!\n\nAb  Brückenstadt Hbf   09:12  Gleis 7\nAn  Leuchtturm         11:48  Gleis 1\n\nBitte halten Sie diese Mail bereit; der Schaffner liest sie lieber als wir.\n',
      { encoding: '8bit', charset: 'utf-8' },
    ),
    flags: [],
  });
  return [shop, train];
}

export function sent(clock: DemoClock): DemoMessage[] {
  const from = me;
  return [
    mail({
      date: clock.ago(10, 5),
      from,
      to: magnus,
      subject: 'Which week for the boat?',
      id: 'boat-1',
      content: text(
        'Magnus,\n\nI could do the second week of the month, or the third. The first is the release, and I would like to be reachable, which on the boat I am not.\n\nRobin\n',
      ),
    }),
    mail({
      date: clock.ago(9, 7),
      from,
      to: tomasz,
      subject: 'Numbers for the quarter',
      id: 'quarter-numbers',
      headers: [`Disposition-Notification-To: ${me}`],
      content: text('Attached are none, I know. They come on Thursday.\n\nRobin\n'),
    }),
    mail({
      date: clock.ago(2, 1),
      from,
      to: juergen,
      subject: 'Re: Angebot',
      id: 're-angebot',
      references: ['angebot-1252@druckwerk.example'],
      content: text(
        'Hallo Jürgen,\n\ndas nehmen wir. Die Anführungszeichen waren übrigens alle richtig.\n\nViele Grüße\nRobin\n',
      ),
    }),
    mail({
      date: clock.ago(1, 9),
      from,
      to: 'The Bosun <bosun@oldport.example>',
      subject: 'Is the mast still yours?',
      id: 'mast-1',
      content: text(
        'Hello,\n\nthere is a mast in our shed with your name on it, and a family of wrens in the mast.\n\nRobin\n',
      ),
    }),
  ];
}

export function drafts(clock: DemoClock): DemoMessage[] {
  const flags = ['\\Draft', '\\Seen'];
  return [
    mail({
      date: clock.ago(0, 2),
      from: me,
      to: priya,
      subject: 'Re: Flowed text, and where its spaces went',
      id: 'draft-1',
      references: ['flowed-delsp@lanternfish.example'],
      content: text('Priya,\n\nit survived. About the spaces: \n', { parameters: 'format=flowed; delsp=yes' }),
      flags,
    }),
    mail({
      date: clock.ago(4, 1),
      from: me,
      to: null,
      subject: null,
      id: 'draft-2',
      content: text('Ideas for the changelog:\n- soup\n- fewer copies\n- '),
      flags,
    }),
  ];
}
