import type { DemoMessage } from '../server/seed.ts';
import { file, html, mail, me, multipart, octets, person, text, textFile, type DemoClock, type Part } from './build.ts';
import { flameGraph, lighthouse, pdf } from './files.ts';
import { invitation } from './invite.ts';
import { ines, juergen, lea, tomasz } from './people.ts';

const unread: readonly string[] = [];

const welcomeText = `Hello Robin,

this mailbox lives in the memory of your editor. Behind it works a real IMAP server, and in front of it the same client that talks to your own account: every click here is a command, every answer a line in the protocol log.

Three things to try:

  1. Open a few messages. They were chosen to be awkward: old charsets, a mail in a mail, a broken boundary, HTML that means harm.
  2. Run "Mail Explorer: Show Protocol Log" and watch what opening a message costs.
  3. Run "Mail Explorer: Response Code Gallery" and let the server say things that yours (one hopes) never will.

Nothing you do here leaves this window. Close it, and all is as it was.

The lighthouse keeper
`;

function welcome(clock: DemoClock): DemoMessage {
  const logo = file('image/png; name="lighthouse.png"', 'inline; filename="lighthouse.png"', lighthouse(), [
    'Content-ID: <lighthouse@mail-explorer.example>',
  ]);
  const page = html(`<!doctype html><html><body style="font-family:sans-serif;max-width:36em">
<p><img src="cid:lighthouse@mail-explorer.example" width="64" height="64" alt="A lighthouse by night"></p>
<h1 style="font-size:1.3em">Hello Robin,</h1>
<p>this mailbox lives in the memory of your editor. Behind it works a <b>real IMAP server</b>, and in front of it the same client that talks to your own account: every click here is a command, every answer a line in the protocol log.</p>
<p>Three things to try:</p>
<ol><li>Open a few messages. They were chosen to be awkward: old charsets, a mail in a mail, a broken boundary, HTML that means harm.</li>
<li>Run <code>Mail Explorer: Show Protocol Log</code> and watch what opening a message costs.</li>
<li>Run <code>Mail Explorer: Response Code Gallery</code> and let the server say things that yours (one hopes) never will.</li></ol>
<p>Nothing you do here leaves this window. Close it, and all is as it was.</p>
<p><i>The lighthouse keeper</i></p></body></html>
`);
  return mail({
    date: clock.ago(0, 0, 4),
    from: person('The lighthouse keeper', 'keeper@mail-explorer.example'),
    subject: 'Welcome aboard: this is a real mailbox, only smaller',
    id: 'welcome',
    content: multipart('alternative', [text(welcomeText), multipart('related', [page, logo])]),
    flags: ['\\Flagged'],
  });
}

function review(clock: DemoClock): DemoMessage {
  const link = 'https://codeharbor.example/tidewater/sluice/pull/418#discussion_r20177';
  return mail({
    date: clock.ago(0, 0, 37),
    zone: '-0700',
    from: person('Ines Okafor (CodeHarbor)', 'notifications@codeharbor.example'),
    to: 'tidewater/sluice <sluice@noreply.codeharbor.example>',
    cc: me,
    subject: 'Re: [tidewater/sluice] Read literals without copying them twice (PR #418)',
    id: 'tidewater/sluice/pull/418/r20177',
    references: ['tidewater/sluice/pull/418@codeharbor.example'],
    headers: [
      'List-ID: tidewater/sluice <sluice.tidewater.codeharbor.example>',
      'List-Unsubscribe: <https://codeharbor.example/unsubscribe/7c1e>',
      'X-CodeHarbor-Reason: review_requested',
      'Precedence: list',
    ],
    content: multipart('alternative', [
      text(`@inesok commented on this pull request.

> -    const body = Buffer.concat([head, tail]);
> +    const body = chunk.subarray(start, end);

This view keeps the whole 64 KB chunk alive for as long as anybody holds the subject line. Fine for one message; for a list of ten thousand it is a leak with good manners.

Could the envelope copy its strings, and only the body stay a view?

--
Reply to this email directly or view it on CodeHarbor:
${link}
`),
      html(`<p><b>@inesok</b> commented on this pull request.</p><pre style="background:#f4f4f4;padding:8px"><span style="color:#a33">-    const body = Buffer.concat([head, tail]);</span>
<span style="color:#273">+    const body = chunk.subarray(start, end);</span></pre><p>This view keeps the whole 64&nbsp;KB chunk alive for as long as anybody holds the subject line. Fine for one message; for a list of ten thousand it is a leak with good manners.</p><p>Could the envelope copy its strings, and only the body stay a view?</p><p style="font-size:small;color:#666">&mdash;<br>Reply to this email directly, or <a href="${link}">view it on CodeHarbor</a>.<img src="https://codeharbor.example/notifications/beacon/r20177.gif" width="1" height="1" alt=""></p>
`),
    ]),
    flags: unread,
  });
}

function buildFailed(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(0, 1, 12),
    from: person('Harbor CI', 'ci@codeharbor.example'),
    subject: '[tidewater/sluice] Run failed: nightly, main (9f3c2e1)',
    id: 'ci-88121',
    headers: ['Auto-Submitted: auto-generated', 'X-Harbor-Conclusion: failure'],
    content: text(`nightly #88121 on main failed after 6 min 41 s

  ok    lint                     0:38
  ok    unit (linux)             1:52
  FAIL  unit (windows)           2:07
  ok    servers                  4:10

  1) splitter: the same events at every split
     AssertionError: expected 41 responses, got 40
       at test/unit/splitter.test.ts:88
       seed 1723, split at octet 4096

Only windows, only at 4096. Somebody's checkout has CRLF in a fixture again.
`),
    flags: unread,
  });
}

function flame(clock: DemoClock): DemoMessage {
  const image = file('image/png; name="flame.png"', 'inline; filename="flame.png"', flameGraph(), [
    'Content-ID: <flame.1@tidewater.example>',
  ]);
  const page = html(`<html><body><p>Here is the profile of opening a mailbox with 80,000 messages:</p>
<p><img src="cid:flame.1@tidewater.example" alt="Flame graph: two thirds below parseEnvelope" style="max-width:100%"></p>
<p>The wide one on the left is <code>parseEnvelope</code>. It runs for every row of the list, also for those nobody will ever scroll to.</p>
<p>If the tree asked only for the page it shows, the left two thirds would be gone. Shall we?</p><p>Tomasz</p></body></html>
`);
  return mail({
    date: clock.ago(0, 3, 5),
    zone: '+0200',
    from: tomasz,
    subject: 'The flame graph you asked for',
    id: 'flame-graph-1',
    content: multipart('related', [page, image], '; type="text/html"'),
    flags: unread,
  });
}

function emoji(clock: DemoClock): DemoMessage {
  return mail({
    date: clock.ago(0, 5, 20),
    zone: '+0100',
    from: lea,
    subject: '🚀 Déployé ! 1.9.0 est en ligne (et personne n’a pleuré 😅)',
    id: 'deploy-190',
    content: text(
      `Salut Robin,

la 1.9.0 tourne depuis 14 h. Bilan : 0 retour arrière, 2 cafés ☕☕, 1 alerte (la mienne, je testais l’alerte).

👩‍💻 → 🧪 → 📦 → 🚢 : douze minutes de bout en bout, contre quarante le mois dernier.

Le drapeau 🇪🇺 et la famille 👨‍👩‍👧‍👦 sont là pour vérifier que ton client ne coupe pas un emoji en quatre.

Léa
`,
      { encoding: '8bit', charset: 'utf-8' },
    ),
    flags: unread,
  });
}

const patch = `diff --git a/src/idle.ts b/src/idle.ts
index 3f1c0aa..8d2be10 100644
--- a/src/idle.ts
+++ b/src/idle.ts
@@ -12,7 +12,7 @@ export class Idle {
-  readonly #renewAfter = 30 * 60_000;
+  readonly #renewAfter = 28 * 60_000;
   // Some routers forget a silent connection after 29 minutes.
`;

/** One attachment of every kind that developers send each other. */
function attachments(clock: DemoClock): DemoMessage {
  const contact = `BEGIN:VCARD
VERSION:4.0
FN:Ines Okafor
ORG:Tidewater Works
EMAIL:ines@tidewater.example
TEL;TYPE=work:+00 555 0142
END:VCARD
`;
  const parts: readonly Part[] = [
    text(`Robin,

everything for the release meeting in one mail, because I know you read attachments and not links:

  - the notes as PDF (the board likes PDF)
  - the logo, final version, really
  - timings.csv from last night
  - the one-line patch that took two days
  - the meeting itself, and my card for the new colleague

Ines
`),
    file(
      'application/pdf; name="release-notes.pdf"',
      'attachment; filename="release-notes.pdf"',
      pdf([
        'Sluice 1.9.0',
        '',
        'Literals are read without copying them twice.',
        'IDLE is renewed before routers forget it.',
        'Nobody cried.',
      ]),
    ),
    file('image/png', 'attachment; filename="logo-final-2.png"', lighthouse()),
    textFile('text/csv', 'timings.csv', 'run,messages,milliseconds\n1,1000,41\n2,10000,390\n3,100000,3870\n'),
    textFile('text/x-patch', 'renew-idle-earlier.patch', patch),
    textFile('text/calendar', 'meeting.ics', invitation(clock, 'PUBLISH')),
    textFile('text/vcard', 'ines.vcf', contact),
    textFile(
      'text/plain',
      'README.txt',
      'Nothing to see here. This file only proves that a text part with a file name is an attachment.\n',
    ),
  ];
  return mail({
    date: clock.ago(0, 7, 48),
    zone: '+0100',
    from: ines,
    subject: 'Release meeting: notes, numbers, and the patch',
    id: 'release-meeting',
    headers: ['X-Priority: 2', 'Importance: high'],
    content: multipart('mixed', parts),
    flags: ['$Important', '\\Flagged'],
  });
}

function rfc2231(clock: DemoClock): DemoMessage {
  // RFC 2231: one name cut in three and percent-encoded, one in ISO 8859-1, one only in an encoded word that has no right to be there.
  const long = [
    `text/csv; charset=utf-8;\r\n name*0*=utf-8'de'Abrechnung%20f%C3%BCr%20;\r\n name*1*=Gr%C3%B6%C3%9Fen%C3%BCbersicht%20;\r\n name*2="2024 (final).csv"`,
    `attachment;\r\n filename*0*=utf-8'de'Abrechnung%20f%C3%BCr%20;\r\n filename*1*=Gr%C3%B6%C3%9Fen%C3%BCbersicht%20;\r\n filename*2="2024 (final).csv"`,
  ] as const;
  return mail({
    date: clock.ago(1, 2),
    zone: '+0100',
    from: juergen,
    subject: 'Drei Anhänge, drei Schreibweisen',
    id: 'rfc2231',
    content: multipart('mixed', [
      text(
        'Hallo Robin,\n\nunser Drucksystem schreibt Dateinamen auf drei Arten. Welche davon liest euer Programm?\n\nGrüße\nJürgen\n',
      ),
      file(long[0], long[1], Buffer.from('Größe;Stück\nA4;120\nA3;7\n')),
      file('text/plain', "attachment; filename*=iso-8859-1'de'%DCberstunden%20M%E4rz.txt", Buffer.from('keine\n')),
      file('text/plain', 'attachment; filename="=?utf-8?Q?Pr=C3=BCfprotokoll.txt?="', Buffer.from('bestanden\n')),
    ]),
    flags: unread,
  });
}

function rawUtf8(clock: DemoClock): DemoMessage {
  const raw = (value: string): string => octets(Buffer.from(value, 'utf8'));
  return mail({
    date: clock.ago(1, 6, 30),
    from: raw('Żaneta Łęcka <zaneta@słońce.example>'),
    domain: 'xn--soce-n3a1h.example',
    subject: null,
    headers: [raw('Subject: Nagłówki bez kodowania – surowy UTF-8')],
    id: 'raw-utf8',
    content: text(
      'Cześć Robin,\n\nten list ma nagłówki zapisane wprost w UTF-8 (RFC 6532). Serwer może je podać tylko jako literał.\n\nŻaneta\n',
      { encoding: '8bit', charset: 'utf-8' },
    ),
    flags: unread,
  });
}

export function newInInbox(clock: DemoClock): DemoMessage[] {
  return [
    rawUtf8(clock),
    rfc2231(clock),
    attachments(clock),
    emoji(clock),
    flame(clock),
    buildFailed(clock),
    review(clock),
    welcome(clock),
  ];
}
