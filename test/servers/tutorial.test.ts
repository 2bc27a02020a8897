import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as imap from '../../extension/imap/index.ts';
import { headerField, parseHeaders } from '../../extension/mime/headers.ts';
import { startDovecot, type Dovecot, type TestUser } from './dovecot.ts';

const counts = ['MESSAGES', 'RECENT', 'UIDNEXT', 'UIDVALIDITY', 'UNSEEN'] as const;

function mail(subject: string, from: string): string {
  return `From: ${from}\r\nTo: me@example.org\r\nSubject: ${subject}\r\nContent-Type: text/plain\r\n\r\nLorem ipsum.\r\n`;
}

/** The programs of a well-known tutorial to Python's imaplib, one after the other in one account. */
describe('the tutorial', () => {
  let dovecot: Dovecot;
  let user: TestUser;
  const trace: imap.TraceRecord[] = [];

  before(async () => {
    dovecot = await startDovecot();
    user = dovecot.user('tutorial');
    await dovecot.deliver(user.user, 'INBOX', mail('Example message 2', 'Doug Hellmann <doug@example.org>'));
    await dovecot.deliver(user.user, 'Example/2016', mail('An old one', 'someone@example.org'), { flags: ['\\Seen'] });
    await dovecot.deliver(user.user, 'Deleted Messages', mail('Gone', 'someone@example.org'));
  });
  after(() => dovecot.stop());

  async function open(): Promise<imap.Client> {
    const client = await imap.connect({
      protect: 'tls',
      open: (signal) => imap.openTls({ host: dovecot.host, port: dovecot.tlsPort, ca: [dovecot.ca], signal }),
      trace: (record) => trace.push(record),
    });
    await client.login(user.user, user.password);
    return client;
  }

  async function subjectsFound(client: imap.Client, criteria: imap.SearchInput): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const { name, selectable } of await client.list()) {
      if (!selectable) continue;
      const mailbox = await client.select(name, { readOnly: true });
      found[name.display] = (await mailbox.find(criteria)).count;
    }
    return found;
  }

  it('1 connects and signs in', async () => {
    await using client = await open();
    assert.equal(client.state, 'authenticated');
  });

  it('2 says why a wrong password is refused', async () => {
    await using client = await imap.connect({
      protect: 'tls',
      open: (signal) => imap.openTls({ host: dovecot.host, port: dovecot.tlsPort, ca: [dovecot.ca], signal }),
    });
    await assert.rejects(client.login(user.user, 'this_is_the_wrong_password'), (error) => {
      assert.ok(error instanceof imap.ImapError && error.detail.kind === 'refused');
      assert.equal(error.detail.status.code?.name, 'AUTHENTICATIONFAILED');
      assert.doesNotMatch(error.message, /this_is_the_wrong_password/);
      return true;
    });
  });

  it('3 lists mailboxes', async () => {
    await using client = await open();
    const names = (await client.list()).map(({ name }) => name.display);
    for (const name of ['INBOX', 'Example', 'Example/2016', 'Deleted Messages']) assert.ok(names.includes(name), name);
  });

  it('4 gives attributes, delimiter and name apart', async () => {
    await using client = await open();
    const example = (await client.list()).find(({ name }) => name.display === 'Example');
    assert.equal(example?.delimiter, '/');
    assert.ok(example.attributes.includes('\\HasChildren'));
  });

  it('5 lists the mailboxes below one', async () => {
    await using client = await open();
    const below = await client.list({ reference: 'Example/' });
    assert.deepEqual(
      below.map(({ name }) => name.display),
      ['Example/2016'],
    );
  });

  it('6 lists by pattern', async () => {
    await using client = await open();
    const names = (await client.list({ pattern: '*Example*' })).map(({ name }) => name.display).sort();
    assert.deepEqual(names, ['Example', 'Example/2016']);
  });

  it('7 asks for the status of every mailbox', async () => {
    await using client = await open();
    const status = new Map(
      (await client.list({ status: counts })).map((mailbox) => [mailbox.name.display, mailbox.status]),
    );
    assert.equal(status.get('INBOX')?.messages, 1);
    assert.equal(status.get('INBOX')?.unseen, 1);
    assert.equal(status.get('Example/2016')?.unseen, 0);
    const alone = await client.status('Deleted Messages');
    assert.equal(alone.messages, 1);
    assert.equal(alone.uidNext, 2);
    assert.ok((alone.uidValidity ?? 0) > 0);
    assert.equal(typeof alone.recent, 'number');
  });

  it('8 selects a mailbox and counts', async () => {
    await using client = await open();
    assert.equal((await client.select('INBOX')).exists, 1);
  });

  it('9 is told NO for a mailbox that is missing', async () => {
    await using client = await open();
    await assert.rejects(client.select('Does-Not-Exist'), (error) => {
      assert.ok(error instanceof imap.ImapError && error.detail.kind === 'refused');
      assert.equal(error.detail.status.kind, 'NO');
      assert.match(error.message, /Does-Not-Exist/);
      return true;
    });
  });

  it('10 searches every mailbox, read-only', async () => {
    await using client = await open();
    const found = await subjectsFound(client, 'ALL');
    assert.equal(found['INBOX'], 1);
    assert.equal(found['Example/2016'], 1);
    assert.equal(found['Drafts'], 0);
  });

  it('11 searches by subject', async () => {
    await using client = await open();
    const found = await subjectsFound(client, '(SUBJECT "Example message 2")');
    assert.deepEqual([found['INBOX'], found['Example/2016']], [1, 0]);
  });

  it('12 searches by sender and subject, in each of the ways to say it', async () => {
    await using client = await open();
    const ways: readonly imap.SearchInput[] = [
      '(FROM "Doug" SUBJECT "Example message 2")',
      ['FROM', 'Doug', 'SUBJECT', 'Example message 2'],
      { from: 'Doug', subject: 'Example message 2' },
    ];
    for (const criteria of ways) {
      const found = await subjectsFound(client, criteria);
      assert.deepEqual([found['INBOX'], found['Example/2016']], [1, 0]);
    }
  });

  it('13 shows the conversation while a header is fetched', async () => {
    trace.length = 0;
    await using client = await open();
    // The greeting brings them along; imaplib asks all the same, and prints them then.
    await client.session.capability();
    const mailbox = await client.select('INBOX', { readOnly: true });
    for await (const row of mailbox.fetch(imap.everyMessage, [{ section: 'HEADER' }, 'FLAGS'])) {
      assert.deepEqual(row.flags, []);
      assert.equal(row.sections.get('BODY[HEADER]')?.kind, 'bytes');
    }
    const lines = trace.flatMap((record) => imap.printRecord(record, 5) ?? []);
    const has = (pattern: RegExp): void =>
      assert.ok(
        lines.some((line) => pattern.test(line)),
        pattern.source,
      );
    has(/^\d\d:\d\d\.\d\d < \* OK \[CAPABILITY IMAP4rev1 /);
    has(/ > A\d+ LOGIN \S+ <\d+ octets hidden>/);
    has(/ > A\d+ EXAMINE INBOX/);
    has(/ < \* 1 EXISTS/);
    has(/ < \* 1 FETCH .*\{\d+\}<literal of \d+ octets>/);
    assert.doesNotMatch(lines.join('\n'), new RegExp(user.password));
    // The same as imaplib prints it.
    const printed: string[] = [];
    const sink = imap.debugSink(4, (line) => printed.push(line.replace(/^ {2}\S+ /, '')));
    for (const record of trace) sink(record);
    const literal = printed.findIndex((line) => /^< b'\* 1 FETCH .*\{\d+\}'$/.test(line));
    const [, size] = /\{(\d+)\}/.exec(printed[literal] ?? '') ?? [];
    assert.ok(size !== undefined, printed.join('\n'));
    assert.equal(printed[literal + 1], `read literal size ${size}`);
    assert.ok(printed.some((line) => /^CAPABILITIES: \('IMAP4REV1', .*'IDLE'/.test(line)));
    assert.ok(printed.some((line) => /^> b'A\d+ EXAMINE INBOX'$/.test(line)));
    assert.doesNotMatch(printed.join('\n'), new RegExp(user.password));
  });

  it('14 fetches header, text and flags apart', async () => {
    await using client = await open();
    const mailbox = await client.select('INBOX', { readOnly: true });
    const [uid] = [...imap.eachNumber((await mailbox.find()).uids)].map(imap.uid);
    assert.ok(uid !== undefined);
    const text = async (section: string): Promise<string> => {
      const chunks: Buffer[] = [];
      for await (const chunk of mailbox.section(uid, section)) chunks.push(chunk);
      return Buffer.concat(chunks).toString('latin1');
    };
    assert.match(await text('HEADER'), /^Subject: Example message 2\r$/m);
    assert.equal(await text('TEXT'), 'Lorem ipsum.\r\n');
    assert.deepEqual([...(await mailbox.getFlags([uid]))], [[uid, []]]);
  });

  it('15 fetches a whole message and parses it', async () => {
    await using client = await open();
    const mailbox = await client.select('INBOX', { readOnly: true });
    for await (const row of mailbox.fetch(imap.everyMessage, [{ section: '' }])) {
      const whole = row.sections.get('BODY[]');
      assert.ok(whole?.kind === 'bytes');
      const { fields } = parseHeaders(whole.bytes);
      assert.match(JSON.stringify(headerField(fields, 'Subject')), /Example message 2/);
    }
  });

  it('16 appends a message with a date', async () => {
    await using client = await open();
    const date = new Date('2016-03-06T16:16:02Z');
    const content = Buffer.from(mail('subject goes here', 'pymotw@example.com'));
    const appended = await client.mailboxes.append('INBOX', { content, flags: ['\\Seen'], date });
    const mailbox = await client.select('INBOX');
    for await (const row of mailbox.fetch(appended?.uids ?? [], ['INTERNALDATE', 'FLAGS'])) {
      assert.deepEqual(row.internalDate, date);
      assert.ok(row.flags?.includes('\\Seen'));
    }
    assert.equal(mailbox.exists, 2);
  });

  it('17 archives what has been read; the second time the mailbox is there already', async () => {
    for (const copies of [1, 2]) {
      await using client = await open();
      const mailbox = await client.select('INBOX');
      const { uids } = await mailbox.find({ seen: true });
      const creating = client.mailboxes.create('Example/Today');
      if (copies === 1) await creating;
      else {
        await assert.rejects(creating, (error) => {
          assert.ok(error instanceof imap.ImapError && error.detail.kind === 'refused');
          return error.detail.status.code?.name === 'ALREADYEXISTS';
        });
      }
      const [copied] = await mailbox.copy(uids, 'Example/Today');
      assert.equal(imap.countNumbers(copied?.destination ?? []), 1);
      assert.equal((await client.select('Example/Today')).exists, copies);
    }
  });

  it('18 deletes: marked first, then expunged', async () => {
    await using client = await open();
    const mailbox = await client.select('Example/Today');
    const { uids } = await mailbox.find('(SUBJECT "subject goes here")');
    assert.equal(imap.countNumbers(uids), 2);
    const flags = await mailbox.markDeleted(uids);
    for (const now of flags.values()) assert.ok(now.includes('\\Deleted'));
    assert.equal(mailbox.exists, 2);
    assert.equal(await mailbox.expunge(), 2);
    assert.equal((await mailbox.find()).count, 0);
  });
});
