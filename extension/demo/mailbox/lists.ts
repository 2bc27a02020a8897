import type { DemoMessage } from '../server/seed.ts';
import { mail, multipart, person, rawMail, text, type DemoClock } from './build.ts';
import { imapDev, magnus, priya } from './people.ts';

const listHeaders: readonly string[] = [
  'List-Id: Protocol talk <imap-dev.lists.tidewater.example>',
  'List-Post: <mailto:imap-dev@lists.tidewater.example>',
  'List-Archive: <https://lists.tidewater.example/archive/imap-dev/>',
  'List-Unsubscribe: <https://lists.tidewater.example/leave/imap-dev/a7f>,\r\n <mailto:imap-dev-leave@lists.tidewater.example>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  'Precedence: list',
];

interface Patch {
  readonly title: string;
  readonly body: string;
}

const patches: readonly Patch[] = [
  {
    title: 'wire: name the octet that ends a literal',
    body: `The magic number 10 occurred eleven times. Give it a name, so that
the twelfth does not have to be counted.

Signed-off-by: Magnus Dahl <magnus@fjordnet.example>
---
 src/wire.c | 4 ++--
 1 file changed, 2 insertions(+), 2 deletions(-)

diff --git a/src/wire.c b/src/wire.c
index 41d2c0e..5be1f77 100644
--- a/src/wire.c
+++ b/src/wire.c
@@ -18,3 +18,3 @@ static size_t line_end(const char *p, size_t n)
-	const char *lf = memchr(p, 10, n);
+	const char *lf = memchr(p, LF, n);
 	return lf ? (size_t)(lf - p) : n;
-	/* 10 is a newline */
+	/* a bare LF ends a line too: be liberal */
--${' '}
2.44.0
`,
  },
  {
    title: 'wire: do not read past a literal of length zero',
    body: `{0} is legal, rare, and was the reason for the crash on Sunday: we
asked for one octet more than none.

Signed-off-by: Magnus Dahl <magnus@fjordnet.example>
---
 src/literal.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/src/literal.c b/src/literal.c
index 0c1aa5b..d90fe42 100644
--- a/src/literal.c
+++ b/src/literal.c
@@ -44,3 +44,3 @@ int literal_begin(struct literal *l, uint32_t size)
 	l->left = size;
-	return want(l, l->left ? l->left : 1);
+	return l->left ? want(l, l->left) : literal_end(l);
 }
--${' '}
2.44.0
`,
  },
  {
    title: 'docs: say why we count in octets',
    body: `"Bytes" starts a discussion on this list about machines with nine
bits. "Octets" ends it.

Signed-off-by: Magnus Dahl <magnus@fjordnet.example>
---
 README | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/README b/README
index 77e1b32..1f0c9aa 100644
--- a/README
+++ b/README
@@ -7 +7 @@ Limits
-A line has at most 8192 bytes.
+A line has at most 8192 octets, on every machine we have met.
--${' '}
2.44.0
`,
  },
];

/** A cover letter and its patches, as git send-email threads them. */
export function patchSeries(clock: DemoClock): DemoMessage[] {
  const cover = 'cover.v2.wire@fjordnet.example';
  const spec = {
    from: magnus,
    to: imapDev,
    zone: '+0100',
    headers: [...listHeaders, 'X-Mailer: git-send-email 2.44.0'],
  } as const;
  return [
    mail({
      ...spec,
      date: clock.ago(2, 3),
      subject: '[PATCH v2 0/3] wire: small fixes around literals',
      id: 'cover.v2.wire',
      content: text(`Three small things found while fuzzing over the weekend.

Changes since v1:
 - 2/3 also handles {0} at the end of a buffer (thanks, Priya)
 - 3/3 is new and was inevitable

Magnus Dahl (3):
${patches.map(({ title }) => `  ${title}`).join('\n')}

 README        | 2 +-
 src/literal.c | 2 +-
 src/wire.c    | 4 ++--
 3 files changed, 4 insertions(+), 4 deletions(-)

--${' '}
2.44.0
`),
    }),
    ...patches.map(({ title, body }, i) =>
      mail({
        ...spec,
        date: clock.ago(2, 2, 59 - i),
        subject: `[PATCH v2 ${i + 1}/3] ${title}`,
        id: `v2-${i + 1}.wire`,
        references: [cover],
        content: text(body),
        flags: i === 2 ? [] : ['\\Seen'],
      }),
    ),
  ];
}

export function discussion(clock: DemoClock): DemoMessage[] {
  const post = (subject: string, body: string): string =>
    rawMail({
      date: clock.at('2024-02-11T10:00:00Z'),
      from: priya,
      to: imapDev,
      subject,
      id: `digest-${subject.length}`,
      content: text(body),
    });
  const inner = [
    post('Is NIL a string?', 'It is what a string is when it is not there. The empty string is there.\n'),
    post('Re: Is NIL a string?', 'My parser says it is an atom, and it has never been wrong, only unlucky.\n'),
  ].map((raw) => ({ headers: [], body: raw }));
  return [
    mail({
      date: clock.ago(14, 4),
      from: priya,
      to: imapDev,
      subject: '[imap-dev] Servers that count \\Recent differently',
      id: 'recent-count',
      headers: listHeaders,
      content: text(`Hello list,

I compared what four servers say about \\Recent when two clients open the same mailbox in the same second. I have five results.

Is there anyone left who uses the flag? Asking for a specification that would like to forget it.

Priya
`),
    }),
    mail({
      date: clock.ago(13, 4),
      from: person('imap-dev-request', 'imap-dev-request@lists.tidewater.example'),
      to: imapDev,
      subject: 'imap-dev Digest, Vol 31, Issue 4',
      id: 'digest-31-4',
      headers: listHeaders,
      content: multipart('mixed', [
        text("Today's topics: 1. NIL, again. 2. Re: NIL, again.\n"),
        multipart('digest', inner),
      ]),
    }),
  ];
}

const releases: readonly (readonly [version: string, date: string, body: string])[] = [
  [
    '1.7.0',
    '2023-09-18T15:00:00Z',
    'New: quota bars. Changed: nothing you would notice, for three weeks of work. Fixed: a race that only our CI ever won.',
  ],
  ['1.8.0', '2024-01-22T15:00:00Z', 'New: drag a message onto a mailbox. Fixed: dragging it back.'],
  ['1.8.1', '2024-01-23T09:30:00Z', 'Fixed: 1.8.0.'],
];

/** The user may read this mailbox and nothing more. */
export function announcements(clock: DemoClock): DemoMessage[] {
  return releases.map(([version, date, body]) =>
    mail({
      date: clock.at(date),
      from: person('Release Robot', 'robot@tidewater.example'),
      to: 'announce@lists.tidewater.example',
      subject: `[ANNOUNCE] sluice ${version}`,
      id: `announce-${version}`,
      headers: [
        'List-Id: Announcements <announce.lists.tidewater.example>',
        'List-Unsubscribe: <mailto:announce-leave@lists.tidewater.example>',
      ],
      content: text(`sluice ${version} is out.\n\n${body}\n`),
    }),
  );
}
