import type { DemoMessage } from '../server/seed.ts';
import { mail, me, text, type DemoClock } from './build.ts';
import { ines, lea, tomasz } from './people.ts';

interface Turn {
  readonly id: string;
  readonly from: string;
  readonly days: number;
  readonly hours: number;
  /** Index of the message it answers. */
  readonly answers: number | null;
  readonly body: string;
  readonly flags?: readonly string[];
}

const subject = 'IDLE dies after 29 minutes, but only on Tuesdays';

const turns: readonly Turn[] = [
  {
    id: 'idle-1',
    from: tomasz,
    days: 8,
    hours: 6,
    answers: null,
    body: `Since last week the badge stops counting after about half an hour. Reconnect, and it counts again, for about half an hour.

I would say router, but it only happens on Tuesdays. Routers do not know Tuesdays.
`,
  },
  {
    id: 'idle-2',
    from: ines,
    days: 8,
    hours: 4,
    answers: 0,
    body: `> Routers do not know Tuesdays.

Yours might. What changes on Tuesdays, other than the soup?

RFC 2177 says to leave IDLE and enter it again every 29 minutes. We do it every 30. I wrote that line. I am not proud of it.
`,
  },
  {
    id: 'idle-3',
    from: me,
    days: 7,
    hours: 20,
    answers: 1,
    body: `> I wrote that line.

git blame says I reviewed it, so we share the shame.

But then it should die every day. Could you both send a protocol log from a Tuesday and one from a Wednesday?
`,
    flags: ['\\Seen', '\\Answered'],
  },
  {
    id: 'idle-4',
    from: lea,
    days: 7,
    hours: 5,
    answers: 0,
    body: `Tuesday is home office day on the third floor. At home there is a cheap router between you and the server; in the office there is none.

So: not Tuesdays. Kitchens.
`,
    flags: ['\\Seen', '\\Flagged'],
  },
  {
    id: 'idle-5',
    from: tomasz,
    days: 6,
    hours: 23,
    answers: 2,
    body: `Log attached in spirit: at 29:58 my kitchen drops the mapping, at 30:00 we send DONE into the void, at 31:30 we notice.

Renewing after 28 minutes fixes it here. Patch follows, one line, most of it comment.
`,
  },
  {
    id: 'idle-6',
    from: ines,
    days: 0,
    hours: 16,
    answers: 4,
    body: `Merged, with one change: on a network that looks metered we renew after 9 minutes, because some kitchens are on wheels.

Who writes the changelog entry? It should mention soup.
`,
    flags: [],
  },
];

/** Six messages, two branches, References as every good client writes them. */
export function idleThread(clock: DemoClock): DemoMessage[] {
  const fullId = (turn: Turn): string =>
    `${turn.id}@${turn.from === me ? 'mail-explorer.example' : 'tidewater.example'}`;
  const ancestors = (turn: Turn): string[] => {
    const parent = turn.answers === null ? undefined : turns[turn.answers];
    return parent === undefined ? [] : [...ancestors(parent), fullId(parent)];
  };
  return turns.map((turn) =>
    mail({
      date: clock.ago(turn.days, turn.hours),
      zone: '+0100',
      from: turn.from,
      to: turn.from === me ? tomasz : me,
      cc: ines,
      subject: turn.answers === null ? subject : `Re: ${subject}`,
      id: turn.id,
      references: ancestors(turn),
      content: text(turn.body),
      ...(turn.flags === undefined ? {} : { flags: turn.flags }),
    }),
  );
}

const issues: readonly (readonly [number: number, title: string, body: string, flags: readonly string[]])[] = [
  [
    391,
    'Mailbox named "&" cannot be opened',
    'Steps:\n\n1. Create a mailbox called "&".\n2. Open it.\n\nExpected: it opens.\nActual: NONEXISTENT. On the wire it should be "&-", and it is "&".',
    ['\\Seen'],
  ],
  [
    402,
    'Unread badge shows -1',
    'Saw it once, after moving the last unread message while the counter was still counting. Screenshot lost: I was laughing.',
    ['\\Seen', '$Important'],
  ],
  [
    417,
    'Attachment named con.txt cannot be saved on Windows',
    'Windows has opinions about files called CON, in every directory, since 1981. We could prefix an underscore. We could also feel old.',
    [],
  ],
];

export function issueMail(clock: DemoClock): DemoMessage[] {
  return issues.map(([number, title, body, flags], i) =>
    mail({
      date: clock.ago(11 - i * 4, 3),
      from: 'CodeHarbor <notifications@codeharbor.example>',
      to: 'tidewater/mail-explorer <mail-explorer@noreply.codeharbor.example>',
      cc: me,
      subject: `[tidewater/mail-explorer] ${title} (Issue #${number})`,
      id: `tidewater/mail-explorer/issues/${number}`,
      headers: [
        'List-ID: tidewater/mail-explorer <mail-explorer.tidewater.codeharbor.example>',
        'X-CodeHarbor-Reason: subscribed',
      ],
      content: text(
        `${body}\n\n--\nReply to this email directly or view it on CodeHarbor:\nhttps://codeharbor.example/tidewater/mail-explorer/issues/${number}\n`,
      ),
      flags,
    }),
  );
}
