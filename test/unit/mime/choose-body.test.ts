import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BodyStructure } from '../../../extension/imap/grammar/types.ts';
import { chooseParts } from '../../../extension/mime/choose-body.ts';
import { emptyEnvelope, multipart, numbered, part } from './structures.ts';

/** `html|text` sections of each body, `cid=section` of images, attachments with `*` for inline. */
function choice(structure: BodyStructure): {
  bodies: string[];
  images: string[];
  attachments: string[];
  problems: number;
} {
  const { bodies, inlineImages, attachments, problems } = chooseParts(numbered(structure));
  return {
    bodies: bodies.map(({ html, text }) => `${html?.section ?? ''}|${text?.section ?? ''}`),
    images: inlineImages.map(({ cid, part: image, related }) => `${cid}=${image.section}${related ? '' : '?'}`),
    attachments: attachments.map(({ part: listed, inline }) => `${listed.section}${inline ? '*' : ''}`),
    problems: problems.length,
  };
}

const text = part('text/plain');
const html = part('text/html');
const pdf = part('application/pdf', { disposition: 'attachment', fileName: 'a.pdf' });
const logo = part('image/png', { id: '<logo>' });

const cases: readonly (readonly [
  what: string,
  structure: BodyStructure,
  bodies: string[],
  images: string[],
  attachments: string[],
])[] = [
  ['plain text', text, ['|1'], [], []],
  ['HTML', html, ['1|'], [], []],
  ['alternative', multipart('alternative', text, html), ['2|1'], [], []],
  ['alternative in the wrong order', multipart('alternative', html, text), ['1|2'], [], []],
  [
    'alternative with related HTML',
    multipart('alternative', text, multipart('related', html, logo)),
    ['2.1|1'],
    ['logo=2.2'],
    [],
  ],
  [
    'related around alternative',
    multipart('related', multipart('alternative', text, html), logo),
    ['1.2|1.1'],
    ['logo=2'],
    [],
  ],
  [
    'mixed: alternative and files',
    multipart('mixed', multipart('alternative', text, html), pdf, pdf),
    ['1.2|1.1'],
    [],
    ['2', '3'],
  ],
  [
    'alternative with a mixed choice, as Apple sends',
    multipart('alternative', text, multipart('mixed', html, pdf, html)),
    ['2.1|1', '2.3|'],
    [],
    ['2.2'],
  ],
  [
    'list footer behind the message',
    multipart('mixed', multipart('alternative', text, html), text),
    ['1.2|1.1', '|2'],
    [],
    [],
  ],
  ['texts around a file', multipart('mixed', text, pdf, text), ['|1', '|3'], [], ['2']],
  [
    'attached text',
    multipart('mixed', text, part('text/plain', { disposition: 'attachment', fileName: 'x.txt' })),
    ['|1'],
    [],
    ['2'],
  ],
  [
    'patch sent inline is shown and can be saved',
    multipart('mixed', text, part('text/plain', { disposition: 'inline', fileName: 'x.patch' })),
    ['|1', '|2'],
    [],
    ['2*'],
  ],
  [
    'diff as its own type',
    multipart('mixed', text, part('text/x-diff', { disposition: 'inline' })),
    ['|1'],
    [],
    ['2*'],
  ],
  ['a message that is one diff', part('text/x-diff'), ['|1'], [], []],
  [
    'invitation among the alternatives',
    multipart('alternative', text, html, part('text/calendar')),
    ['2|1'],
    [],
    ['3'],
  ],
  ['AMP is left out', multipart('alternative', text, part('text/x-amp-html'), html), ['3|1'], [], []],
  [
    'rich text beside what can be shown is left out',
    multipart('alternative', text, part('text/enriched')),
    ['|1'],
    [],
    [],
  ],
  [
    'rich text alone is listed',
    multipart('alternative', part('text/enriched'), part('application/rtf')),
    [],
    [],
    ['1', '2'],
  ],
  [
    'signed',
    multipart('signed', multipart('alternative', text, html), part('application/pgp-signature', { fileName: 's.asc' })),
    ['1.2|1.1'],
    [],
    ['2'],
  ],
  [
    'delivery report',
    multipart('report', text, part('message/delivery-status'), part('text/rfc822-headers')),
    ['|1', '|2'],
    [],
    ['2', '3'],
  ],
  [
    'delivery report in two forms and the wrong order',
    multipart('report', part('message/delivery-status'), multipart('alternative', text, html)),
    ['2.2|2.1', '|1'],
    [],
    ['1'],
  ],
  [
    'digest',
    multipart('digest', part('message/rfc822', { message: { envelope: emptyEnvelope, body: text } })),
    [],
    [],
    ['1'],
  ],
  [
    'a forwarded mail is one attachment',
    multipart(
      'mixed',
      text,
      part('message/rfc822', { message: { envelope: emptyEnvelope, body: multipart('mixed', html, pdf) } }),
    ),
    ['|1'],
    [],
    ['2'],
  ],
  ['only a file', pdf, [], [], ['1']],
  ['only an attached text', part('text/plain', { disposition: 'attachment' }), [], [], ['1']],
  [
    'an image in a mixed may be named, and is listed',
    multipart('mixed', html, part('image/png', { id: '<x>', disposition: 'inline' })),
    ['1|'],
    ['x=2?'],
    ['2*'],
  ],
  ['SVG is never inline', multipart('related', html, part('image/svg+xml', { id: '<x>' })), ['1|'], [], ['2']],
  [
    'an attached image in a related is both',
    multipart('related', html, part('image/png', { id: '<x>', disposition: 'attachment' })),
    ['1|'],
    ['x=2?'],
    ['2'],
  ],
  [
    'style sheet by cid is a resource, not a text',
    multipart('related', html, part('text/css', { id: '<css>' }), part('text/html', { id: '<frame>' })),
    ['1|'],
    [],
    ['2', '3*'],
  ],
  ['an unknown multipart is a mixed', multipart('x-strange', text, pdf), ['|1'], [], ['2']],
];

for (const [what, structure, bodies, images, attachments] of cases) {
  test(what, () => assert.deepEqual(choice(structure), { bodies, images, attachments, problems: 0 }));
}

test('related: the root is what start names', () => {
  const named = {
    ...multipart('related', logo, part('text/html', { id: '<root>' })),
    parameters: new Map([['start', '<root>']]),
  };
  assert.deepEqual(choice(named), { bodies: ['2|'], images: ['logo=1'], attachments: [], problems: 0 });
  const wrong = { ...multipart('related', html, logo), parameters: new Map([['start', '<nobody>']]) };
  assert.deepEqual(choice(wrong), { bodies: ['1|'], images: ['logo=2'], attachments: [], problems: 1 });
});

test('encrypted: nothing is shown, both parts are listed, and it is said', () => {
  const encrypted = multipart('encrypted', part('application/pgp-encrypted'), part('application/octet-stream'));
  assert.deepEqual(choice(encrypted), { bodies: [], images: [], attachments: ['1', '2'], problems: 1 });
});

test('of two parts with one Content-ID the first counts, and it is said', () => {
  const twice = multipart('related', html, logo, logo);
  assert.deepEqual(choice(twice), { bodies: ['1|'], images: ['logo=2'], attachments: [], problems: 1 });
});

test('childless and bottomless structures end', () => {
  assert.equal(choice(multipart('mixed')).problems, 1);
  let deep: BodyStructure = text;
  for (let depth = 0; depth < 300; depth++) deep = multipart('mixed', deep);
  assert.deepEqual(choice(deep), { bodies: [], images: [], attachments: [], problems: 1 });
  const wide = choice(multipart('mixed', ...Array.from({ length: 10_000 }, () => pdf)));
  assert.equal(wide.attachments.length, 10_000);
});
