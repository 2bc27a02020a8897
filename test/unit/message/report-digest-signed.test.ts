import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileMessages } from '../../../extension/message/file-messages.ts';
import { loadMessage } from '../../../extension/message/message-loader.ts';
import { fileRef } from '../../../extension/message/uri.ts';
import { reportText } from '../../../extension/mime/report.ts';

async function open(content: string, section: string | null = null) {
  const access = new FileMessages({
    label: 'File',
    stamp: () => Promise.resolve('1'),
    read: () => Promise.resolve(Buffer.from(content.replaceAll('\n', '\r\n'))),
  });
  const options = { signal: new AbortController().signal, whole: false, onStep: () => undefined };
  const { view } = await loadMessage(access, { ref: fileRef('file:///a.eml'), section }, options);
  const texts = view.bodies.map(({ text }) => text?.paragraphs.map((paragraph) => paragraph.text).join('\n') ?? '');
  return { ...view, texts };
}

const bounce = `From: MAILER-DAEMON@mx.example.org
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Thu, 7 Jul 1994 17:15:49 -0400

Original-Recipient: rfc822;ada@example.net
Final-Recipient: rfc822;ada@example.net
Remote-MTA: dns; mail.example.net
Diagnostic-Code: smtp; 550 5.1.1 <ada@example.net>
 user unknown
Action: failed
Status: 5.1.1

Final-Recipient: rfc822; bob@example.net
Action: delayed
Status: 4.4.1
--b
Content-Type: message/rfc822

Subject: What was sent

Hello
--b--
`;

test('multipart/report: people’s words first, then the fields of each recipient, the original listed and openable', async () => {
  const view = await open(bounce);
  assert.deepEqual(view.texts, [
    'Your message could not be delivered.',
    `Final-Recipient: ada@example.net
Action: failed
Status: 5.1.1 (permanent failure)
Diagnostic-Code: 550 5.1.1 <ada@example.net> user unknown
Original-Recipient: ada@example.net
Remote-MTA: mail.example.net

Final-Recipient: bob@example.net
Action: delayed
Status: 4.4.1 (temporary failure)

Reporting-MTA: mx.example.org
Arrival-Date: Thu, 7 Jul 1994 17:15:49 -0400`,
  ]);
  assert.deepEqual(
    view.attachments.map(({ section, type, opens }) => [section, type, opens]),
    [
      ['2', 'message/delivery-status', 'text'],
      ['3', 'message/rfc822', 'message'],
    ],
  );
  assert.deepEqual(view.problems, []);
  assert.equal((await open(bounce, '3')).subject, 'What was sent');
});

test('a read receipt is read the same way, and what holds no fields is shown as it came', async () => {
  const receipt = (fields: string): string =>
    `Content-Type: multipart/report; boundary=b\n\n--b\n\nRead.\n--b\nContent-Type: message/disposition-notification\n\n${fields}\n--b--\n`;
  const read = await open(
    receipt(
      'Reporting-UA: Mail\nFinal-Recipient: rfc822; a@b.org\nDisposition: manual-action/MDN-sent-manually; displayed\n',
    ),
  );
  assert.equal(
    read.texts[1],
    'Final-Recipient: a@b.org\nReporting-UA: Mail\nDisposition: manual-action/MDN-sent-manually; displayed',
  );
  assert.equal((await open(receipt('no fields at all'))).texts[1], 'no fields at all');
});

test('a report ends, whatever it holds', () => {
  const recipient = 'Final-Recipient: rfc822; a@b.org\r\nAction: failed\r\n\r\n';
  assert.match(reportText(Buffer.from(recipient.repeat(5000))) ?? '', /\(4500 more recipients\)$/);
  assert.equal(reportText(Buffer.from('\r\n'.repeat(100_000))), null);
  assert.equal(reportText(Buffer.alloc(0)), null);
  assert.equal(reportText(Buffer.from('\r\n\r\nAction: failed')), 'Action: failed');
  assert.equal(reportText(Buffer.from('Action: failed\r\n\r\nwords\r\nX: 1')), 'Action: failed\n\nwords\r\nX: 1');
});

test('multipart/digest: each part is a message, listed by its subject and openable', async () => {
  const digest = `Subject: Digest 4
Content-Type: multipart/mixed; boundary=a

--a

Topics
--a
Content-Type: multipart/digest; boundary=d

--d

Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=

first
--d

Subject: Second

second
--d--
--a--
`;
  const view = await open(digest);
  assert.deepEqual(view.texts, ['Topics']);
  assert.deepEqual(
    view.attachments.map(({ section, name, type, opens }) => [section, name, type, opens]),
    [
      ['2.1', 'Grüße.eml', 'message/rfc822', 'message'],
      ['2.2', 'Second.eml', 'message/rfc822', 'message'],
    ],
  );
  const inner = await open(digest, '2.2');
  assert.deepEqual([inner.subject, inner.texts], ['Second', ['second']]);
});

test('multipart/signed: what was signed is shown, the signature is named, and that nobody checked it is said', async () => {
  const signed = (type: string): string =>
    `Content-Type: multipart/signed; protocol="${type}"; boundary=b\n\n--b\n\nSigned words\n--b\nContent-Type: ${type}\n\nAAAA\n--b--\n`;
  for (const [type, name, kind] of [
    ['application/pgp-signature', 'signature.asc', 'OpenPGP'],
    ['application/pkcs7-signature', 'smime.p7s', 'S/MIME'],
  ] as const) {
    const view = await open(signed(type));
    assert.deepEqual(view.texts, ['Signed words']);
    assert.deepEqual(
      view.attachments.map((part) => [part.section, part.name, part.warning]),
      [['2', name, `This is a signature (${kind}). It is not verified.`]],
    );
  }
});
