import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Client } from '../../../extension/imap/client/client.ts';
import type { Mailbox } from '../../../extension/imap/client/mailbox.ts';
import { ImapError } from '../../../extension/imap/errors.ts';
import { uid } from '../../../extension/imap/wire/ids.ts';
import { mailboxFromWire } from '../../../extension/imap/wire/mailbox-name.ts';
import { turns } from './manual-clock.ts';
import { answerSelect, signedIn, type SignedIn } from './scripted-server.ts';

const capabilities =
  'IMAP4rev1 ID QUOTA QUOTASET ACL METADATA ANNOTATEMORE UIDPLUS MOVE ESEARCH SORT THREAD=REFERENCES X-GM-EXT-1 LANGUAGE NAMESPACE';

type Call = (client: Client, mailbox: Mailbox, hostile: string) => Promise<unknown>;

/** Every place where words of others go into a command. */
const calls: Readonly<Record<string, Call>> = {
  'a mailbox, opened': (client, _mailbox, hostile) => client.select(mailboxFromWire(hostile, false)),
  'a mailbox, made': (client, _mailbox, hostile) => client.mailboxes.create(mailboxFromWire(hostile, false)),
  'a mailbox, copied to': (_client, mailbox, hostile) => mailbox.copy([uid(1)], mailboxFromWire(hostile, false)),
  'a pattern': (client, _mailbox, hostile) => client.list({ pattern: hostile }),
  'a text to search for': (_client, mailbox, hostile) => mailbox.find({ subject: hostile }),
  'the Message-ID of a hostile mail': (_client, mailbox, hostile) =>
    mailbox.find({ header: { 'Message-ID': `<${hostile}@x>` } }),
  'the name of a header field': (_client, mailbox, hostile) => mailbox.find({ header: { [hostile]: 'x' } }),
  'nested criteria': (_client, mailbox, hostile) => mailbox.find(['OR', 'FROM', hostile, 'TEXT', hostile]),
  'a keyword to search for': (_client, mailbox, hostile) => mailbox.find({ keyword: hostile }),
  'a flag': (_client, mailbox, hostile) => mailbox.store([uid(1)], 'add', [hostile]),
  'the flag of a new message': (client, _mailbox, hostile) =>
    client.mailboxes.append('INBOX', { content: Buffer.from('x'), flags: [hostile] }),
  'who we are': (client, _mailbox, hostile) => client.id({ name: hostile, [hostile]: 'x' }),
  'a root of quotas': (client, _mailbox, hostile) => client.administration.getQuota(hostile),
  'a user of a mailbox': (client, _mailbox, hostile) => client.administration.deleteAcl('INBOX', hostile),
  'an entry of metadata': (client, _mailbox, hostile) => client.administration.setMetadata('INBOX', { [hostile]: 'x' }),
  'a value of metadata': (client, _mailbox, hostile) =>
    client.administration.setMetadata('INBOX', { '/private/comment': hostile }),
  'an annotation': (client, _mailbox, hostile) => client.administration.setAnnotation('INBOX', hostile, { x: hostile }),
  'a section': async (_client, mailbox, hostile) => {
    for await (const _ of mailbox.section(uid(1), `HEADER.FIELDS (${hostile})`)) break;
  },
};

async function opened(): Promise<SignedIn & { readonly mailbox: Mailbox }> {
  const one = await signedIn(capabilities);
  const selecting = one.client.select('INBOX');
  await answerSelect(one.server, 3);
  return { ...one, mailbox: await selecting };
}

for (const [place, call] of Object.entries(calls)) {
  test(`fault 37: line breaks and NUL never leave raw in ${place}`, async () => {
    for (const hostile of [
      'a\r\nA9 LOGOUT',
      'a\nA9 LOGOUT',
      'a\rb',
      'a" "b\r\n',
      '\r\n',
      'a\0b',
      'x {5}\r\n',
      'é\r\n',
    ]) {
      const { client, server, mailbox } = await opened();
      const running = Promise.resolve()
        .then(() => call(client, mailbox, hostile))
        .then(
          () => 'done',
          (error: unknown) => (error instanceof ImapError ? 'refused' : String(error)),
        );
      await turns();
      const said = server.unread;
      // Either nothing leaves, or one line does. Where it ends in the announcement of a literal, that one is ours and waits.
      if (said !== '') {
        assert.match(said, /^[^\r\n\0]*\r\n$/, JSON.stringify(hostile));
        assert.doesNotMatch(said, /\{5\}\r\n$/);
      } else assert.equal(await running, 'refused', JSON.stringify(hostile));
      client.destroy();
      await running;
    }
  });
}
