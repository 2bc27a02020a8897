import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { join } from 'node:path';
import { outputDir } from '../setup/paths.mjs';
import type { HeaderView, MessageView, PartView } from '../../webview/protocol.ts';
import { message } from './harness/messages.ts';
import { useView } from './harness/view.ts';

const view = useView('structure');

function part(section: string, depth: number, type: string, more: Partial<PartView> = {}): PartView {
  const common = { charset: null, encoding: null, size: null, id: null, disposition: null, name: null, range: null };
  return { section, depth, type, ...common, ...more };
}

function header(name: string, raw: string, value = raw): HeaderView {
  return { name, raw, value };
}

const sample: Partial<MessageView> = {
  subject: 'How this mail is made',
  structure: [
    part('', 0, 'multipart/mixed', { size: 4_800, range: { start: 0, body: 900, end: 5_700 } }),
    part('1', 1, 'multipart/alternative', { size: 1_400, range: { start: 912, body: 980, end: 2_380 } }),
    part('1.1', 2, 'text/plain', {
      charset: 'utf-8',
      encoding: 'quoted-printable',
      size: 420,
      range: { start: 990, body: 1_080, end: 1_500 },
    }),
    part('1.2', 2, 'text/html', {
      charset: 'utf-8',
      encoding: 'base64',
      size: 780,
      range: { start: 1_510, body: 1_600, end: 2_380 },
    }),
    part('2', 1, 'image/png', {
      encoding: 'base64',
      size: 3_200,
      id: 'logo@example.org',
      disposition: 'inline',
      name: 'lo\u202ego.png',
      range: { start: 2_400, body: 2_500, end: 5_700 },
    }),
  ],
  headers: [
    header('Received', 'from mx.example.org by imap.example.org with LMTP id 7; Sat, 14 Mar 2026 10:31:10 +0100'),
    header('Received', 'from out.sender.test by mx.example.org with ESMTPS; Sat, 14 Mar 2026 09:27:05 +0000'),
    header('Received', 'by out.sender.test (Postfix); Sat, 14 Mar 2026 09:26:53 +0000'),
    header('Authentication-Results', 'mx.example.org; dkim=pass header.d=sender.test'),
    header('List-Id', '<compilers.example.org>'),
    header('Subject', '=?utf-8?Q?How_this_mail_is_made?=', 'How this mail is made'),
  ],
};

async function show(change: Partial<MessageView> = sample): Promise<void> {
  await view.show(change);
  await view.page.getByRole('tab', { name: 'Structure' }).click();
  // The tab's code is a chunk of its own.
  await view.page.getByRole('region').first().waitFor();
}

describe('the structure of a message', () => {
  view.fresh();

  test('the tree of parts, each with its source on a click', async () => {
    await show();
    const parts = view.page.getByRole('region', { name: 'Parts' });
    assert.equal(await parts.getByRole('row').count(), 6);
    const image = parts.getByRole('row').filter({ hasText: 'image/png' });
    assert.match(
      await image.innerText(),
      /2\s+image\/png\s+base64\s+3\.1 KB\s+2400–5700\s+inline · lo⟨U\+202E⟩go\.png · <logo@example\.org>/,
    );
    await view.clearPosted();
    await parts.getByRole('button', { name: 'Source of part 1.2' }).click();
    assert.deepEqual(await view.posted(), [{ type: 'viewPart', index: 3 }]);
  });

  test('the route with its delays, and claims marked as unverified', async () => {
    await show();
    const hops = view.page.getByRole('region', { name: 'Route' }).getByRole('listitem');
    assert.deepEqual(
      (await hops.allInnerTexts()).map((text) => text.split('\n')[0]?.trim()),
      ['out.sender.test', 'mx.example.org +12 s', 'imap.example.org +4 min 5 s'],
    );
    const named = view.page.getByRole('region', { name: 'List and signatures' });
    assert.match(await named.innerText(), /Authentication-Results.*unverified\s+mx\.example\.org; dkim=pass/s);
    assert.match(await named.innerText(), /List-Id\s+Name of the mailing list \(RFC 2919\)\s+<compilers/);
    const raw = await view.page.getByRole('region', { name: 'Headers as written' }).innerText();
    assert.match(
      raw,
      /Subject\s+What it is about \(RFC 5322 §3\.6\.5\)\s+=\?utf-8\?Q\?How_this_mail_is_made\?=\s+decoded: How this mail is made/,
    );
  });

  test('a trusted server is believed, signatures are taken apart', async () => {
    const headers = [
      header('Authentication-Results', 'mx.example.org; dkim=pass header.d=sender.test; spf=fail'),
      header('Authentication-Results', 'evil.test; dkim=pass header.d=bank.test'),
      header('DKIM-Signature', 'v=1; a=rsa-sha256; d=sender.test; s=key1; t=1771000000; bh=abc; b=def'),
    ];
    await show({ headers, trustedAuthServers: ['mx.example.org'] });
    const named = await view.page.getByRole('region', { name: 'List and signatures' }).innerText();
    assert.match(named, /trusted server\s+mx\.example\.org.*dkim pass · header\.d=sender\.test Domain signature/s);
    assert.match(named, /unverified\s+evil\.test/);
    assert.match(named, /“evil\.test” is not named in the setting mailExplorer\.message\.trustedAuthenticationServers/);
    assert.match(named, /d sender\.test Domain that signs/);
    assert.match(named, /t 1771000000 \(.*2026.*\) When it was signed/);
  });

  test('what the server tells beside what the message says, differences marked', async () => {
    await show({ ...sample, inspectable: true });
    await view.page.getByText('Parts').first().waitFor();
    assert.ok((await view.posted()).some((posted) => JSON.stringify(posted) === '{"type":"inspect","whole":false}'));
    const inspection = {
      envelope: [
        { field: 'Subject', server: 'A', message: 'B\u202e', differs: true },
        { field: 'From', server: 'Ada', message: 'Ada', differs: false },
      ],
      parts: [part('1', 0, 'text/plain', { differences: ['the server says charset iso-8859-1'] })],
      whole: false,
      canRead: true,
      problems: [],
    };
    await view.send({ type: 'inspection', inspection });
    const envelope = view.page.getByRole('region', { name: 'Envelope' });
    await envelope.waitFor();
    assert.match(await envelope.innerText(), /Subject\s+A\s+B⟨U\+202E⟩ differs\s+From\s+Ada\s+the same/);
    await view.page.getByText('⚠ the server says charset iso-8859-1').waitFor();
    await view.clearPosted();
    await view.page.getByRole('button', { name: 'Read the whole message' }).click();
    assert.deepEqual(await view.posted(), [{ type: 'inspect', whole: true }]);
    await view.send({ type: 'inspection', inspection: { ...inspection, whole: true, canRead: false } });
    await view.page.getByText('The server tells otherwise of 1 part.').waitFor();
  });

  test('tabs by keyboard, and the message is back as it was', async () => {
    await show();
    assert.equal(await view.page.getByText('Hello.').count(), 0);
    await view.page.getByRole('tab', { name: 'Structure' }).press('ArrowRight');
    await view.page.getByText('Hello.').waitFor();
    const tab = view.page.getByRole('tab', { name: 'Text' });
    assert.equal(await tab.getAttribute('aria-selected'), 'true');
    assert.ok(await tab.evaluate((element) => element.matches(':focus')));
  });

  test('nothing known, and far too much', async () => {
    await show({ structure: [], headers: [] });
    await view.page.getByText('The server did not tell the structure').waitFor();
    await view.page.getByText('No server left a trace').waitFor();
    const structure = Array.from({ length: 10_000 }, (_, index) => part(`${index + 1}`, 300, 'text/plain'));
    await view.send({ type: 'show', message: message({ structure }) });
    await view.page.getByText('9500 more parts are not listed.').waitFor();
    assert.equal(await view.page.getByRole('row').count(), 501);
  });

  test('how it looks', async () => {
    for (const theme of ['light', 'dark', 'high-contrast'] as const) {
      await view.open({ theme });
      await show();
      await view.page.mouse.move(0, 0);
      const picture = await view.page.screenshot({ path: join(outputDir, `structure-${theme}.png`) });
      assert.ok(picture.length > 10_000, 'something is drawn');
    }
  });
});
