import { chmod, chown } from 'node:fs/promises';
import { join } from 'node:path';
import * as imap from '../../../extension/imap/index.ts';
import { mail, rows as all, uids } from '../suite/scene.ts';
import type { DovecotStage } from './dovecot-server.ts';
import { no, ok, untagged } from './reports.ts';
import type { CodeRow, Report } from './row.ts';
import { asked, drained, fails, raw, type Stage } from './stage.ts';

type Row = CodeRow<DovecotStage>;
type Scene = Stage<DovecotStage>;

const plain = { host: '127.0.0.2', protect: 'none' } as const;
const blind = (text: string): string => text.replaceAll(' LOGINDISABLED', '').replaceAll(' AUTH=PLAIN', '');
const large = Buffer.concat([mail('large'), Buffer.alloc(250_000, `${'x'.repeat(70)}\r\n`)]);
const thirty = Buffer.concat([mail('thirty'), Buffer.alloc(30_000, `${'x'.repeat(70)}\r\n`)]);

/** A sign-in that is turned away. */
function turnedAway(code: string, user: string, password: string, expected: Report): Row {
  return {
    code,
    by: `LOGIN ${user} ${password}`,
    expected,
    async provoke(stage) {
      await fails((await stage.connect()).login(user, password, asked));
    },
  };
}

/** Told with every SELECT of a mailbox that holds a message. */
function onSelect(code: string, expected: Report, readOnly = false): Row {
  return {
    code,
    by: readOnly ? 'EXAMINE INBOX' : 'SELECT INBOX',
    expected,
    async provoke(stage) {
      const { client } = await stage.opened();
      if (readOnly) await client.select('INBOX', { readOnly: true, ...asked });
    },
  };
}

function refusedCommand(code: string, name: string, args: string, expected: Report): Row {
  return {
    code,
    by: `${name} ${args}`,
    expected,
    async provoke(stage) {
      await fails((await stage.as()).command(name, raw(args), asked));
    },
  };
}

async function overQuota(stage: Scene, way: 'APPEND' | 'COPY'): Promise<void> {
  const client = await stage.as({ user: 'bob', password: 'secret' });
  await client.mailboxes.create('Full').catch(() => undefined);
  const mailbox = await client.select('Full');
  await client.mailboxes.append('Full', { content: thirty }, asked);
  await client.mailboxes.append('Full', { content: thirty }, asked);
  await client.noop();
  if (way === 'APPEND') await fails(client.mailboxes.append('Full', { content: thirty }, asked));
  else await fails(mailbox.copy(imap.everyMessage, 'Drafts', asked));
  await mailbox.markDeleted(imap.everyMessage);
  await mailbox.expunge();
}

async function binaryPart(stage: Scene, encoding: string): Promise<void> {
  const client = await stage.as();
  const head = `MIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: ${encoding}\r\n`;
  await client.mailboxes.append('INBOX', { content: mail('odd', head, '!!!! no base64 !!!!\r\n') });
  const mailbox = await client.select('INBOX');
  await fails(all(mailbox.fetch(uids(1), [{ section: '1', binary: true }], asked)));
}

export const dovecotRows: readonly Row[] = [
  {
    code: 'ALERT',
    by: 'LOGIN t secret, without TLS, from another address',
    expected: { ...untagged('LOGIN', 'modal'), status: 'BAD' },
    async provoke(stage) {
      const client = await stage.connect({ ...plain, received: blind });
      await fails(client.login('t-x', 'secret', asked));
    },
  },
  {
    code: 'PRIVACYREQUIRED',
    by: 'LOGIN t secret, without TLS, from another address',
    expected: no('LOGIN', 'error'),
    async provoke(stage) {
      const client = await stage.connect({ ...plain, received: blind });
      await fails(client.login('t-x', 'secret', asked));
    },
  },
  {
    code: 'ALERT',
    by: 'AUTHENTICATE NOSUCHMECH',
    expected: no('AUTHENTICATE NOSUCHMECH', 'modal'),
    async provoke(stage) {
      const received = (text: string): string => text.replace('AUTH=PLAIN', 'AUTH=NOSUCHMECH');
      const client = await stage.connect({ received });
      const mechanism = imap.saslCallable('NOSUCHMECH', () => null);
      await fails(client.signIn({ kind: 'sasl', mechanism }, asked));
    },
  },
  {
    code: 'ALREADYEXISTS',
    by: 'CREATE Twice; CREATE Twice',
    expected: no('CREATE', 'error'),
    async provoke(stage) {
      const { mailboxes } = await stage.as();
      await mailboxes.create('Twice');
      await fails(mailboxes.create('Twice', asked));
    },
  },
  {
    code: 'APPENDUID',
    by: 'APPEND INBOX {n}',
    expected: ok('APPEND', 'log', 'uidValidity #, uids 1'),
    provoke: async (stage) => void (await stage.opened()),
  },
  turnedAway('AUTHENTICATIONFAILED', 'alice', 'wrong', no('LOGIN', 'error')),
  turnedAway('AUTHORIZATIONFAILED', 'nobody*admin', 'master', no('LOGIN', 'error')),
  turnedAway('CONTACTADMIN', 'nolog', 'secret', no('LOGIN', 'error')),
  turnedAway('EXPIRED', 'expired', 'secret', no('LOGIN', 'error')),
  turnedAway('UNAVAILABLE', 'tempfail', 'secret', no('LOGIN', 'warning')),
  turnedAway('UNAVAILABLE', 'prox', 'secret', no('LOGIN', 'warning')),
  turnedAway('REFERRAL', 'ref', 'secret', no('LOGIN', 'warning', 'urls (imap://ref;AUTH=PLAIN@192.0.2.1/)')),
  {
    code: 'BADCHARSET',
    by: 'UID SEARCH CHARSET KLINGON TEXT x',
    expected: no('UID SEARCH', 'error', 'charsets ()'),
    async provoke(stage) {
      const { mailbox } = await stage.opened();
      await fails(mailbox.find({ text: 'x' }, { charset: 'KLINGON', ...asked }));
    },
  },
  refusedCommand(
    'BADEVENT',
    'NOTIFY',
    'SET (personal (MessageNew MessageExpunge AnnotationChange))',
    no('NOTIFY', 'log', 'events (AnnotationChange)'),
  ),
  refusedCommand(
    'NOTIFICATIONOVERFLOW',
    'NOTIFY',
    `SET (mailboxes (${Array.from({ length: 300 }, (_, n) => `m${n}`).join(' ')}) (MessageNew MessageExpunge))`,
    no('NOTIFY', 'log'),
  ),
  {
    code: 'BADURL',
    by: 'APPEND INBOX CATENATE (URL "/INBOX;UIDVALIDITY=1/;UID=99999")',
    expected: no('APPEND', 'error', 'url /INBOX;UIDVALIDITY=1/;UID=99999'),
    async provoke(stage) {
      const content = [{ url: '/INBOX;UIDVALIDITY=1/;UID=99999' }];
      await fails((await stage.as()).mailboxes.append('INBOX', { content }, asked));
    },
  },
  {
    code: 'TOOBIG',
    by: 'APPEND INBOX CATENATE (TEXT {3+} abc TEXT {18446744073709551614+}',
    expected: no('X', 'error'),
    async provoke(stage) {
      const piece = 'APPEND INBOX CATENATE (TEXT {3+}\r\nabc TEXT {18446744073709551614+}';
      const client = await stage.as(undefined, { sent: (text) => text.replace(/ X\r\n$/, ` ${piece}\r\n`) });
      await fails(client.command('X', [], asked));
    },
  },
  refusedCommand('CANNOT', 'CREATE', '""', no('CREATE', 'error')),
  refusedCommand('CANNOT', 'CREATE', '"a//b"', no('CREATE', 'error')),
  {
    code: 'CANNOT',
    by: 'UID STORE 1 +FLAGS (a keyword of 60 letters)',
    expected: no('UID STORE', 'error'),
    async provoke(stage) {
      const { mailbox } = await stage.opened();
      await fails(mailbox.addFlags(uids(1), ['k'.repeat(60)], asked));
    },
  },
  {
    code: 'CANNOT',
    by: 'SETMETADATA "" (/shared/comment "srv")',
    expected: no('SETMETADATA', 'error'),
    async provoke(stage) {
      await fails((await stage.as()).administration.setMetadata(null, { '/shared/comment': 'srv' }, asked));
    },
  },
  {
    code: 'CAPABILITY',
    by: '(greeting)',
    expected: untagged(null, 'log', 'capabilities #'),
    provoke: async (stage) => void (await stage.connect()),
  },
  {
    code: 'CLIENTBUG',
    by: 'SELECT INBOX; STATUS INBOX (MESSAGES)',
    expected: ok('STATUS', 'error'),
    async provoke(stage) {
      const { client } = await stage.opened();
      await client.status('INBOX', ['MESSAGES'], asked);
    },
  },
  {
    code: 'CLOSED',
    by: 'ENABLE QRESYNC; SELECT INBOX; EXAMINE INBOX',
    expected: untagged('EXAMINE', 'log'),
    async provoke(stage) {
      const client = await stage.as();
      await client.session.enable(['QRESYNC']);
      await client.select('INBOX');
      await client.select('INBOX', { readOnly: true, ...asked });
    },
  },
  {
    code: 'COMPRESSIONACTIVE',
    by: 'COMPRESS DEFLATE; COMPRESS DEFLATE',
    expected: no('COMPRESS', 'log'),
    async provoke(stage) {
      const { session } = await stage.as();
      await session.compress();
      await fails(session.compress(asked));
    },
  },
  {
    code: 'COPYUID',
    by: 'UID COPY 1 Archive',
    expected: ok('UID COPY', 'log', 'uidValidity #, source 1, destination 1'),
    async provoke(stage) {
      await (await stage.opened()).mailbox.copy(uids(1), 'Archive', asked);
    },
  },
  {
    code: 'COPYUID',
    by: 'UID MOVE 1 Archive',
    expected: untagged('UID MOVE', 'log', 'uidValidity #, source 1, destination 1'),
    async provoke(stage) {
      await (await stage.opened()).mailbox.move(uids(1), 'Archive', asked);
    },
  },
  {
    code: 'EXPUNGEISSUED',
    by: 'another client expunges 2; FETCH 2 (UID BODY.PEEK[])',
    expected: ok('FETCH', 'log'),
    async provoke(stage) {
      const user = await stage.server.user();
      const client = await stage.as(user);
      await client.mailboxes.create('single/x');
      for (const subject of ['a', 'b', 'c']) await client.mailboxes.append('single/x', { content: mail(subject) });
      const mailbox = await client.select('single/x');
      const other = await (await stage.as(user)).select('single/x');
      await other.remove(uids(2));
      await drained(mailbox.fetchPage({ skip: 1, count: 1 }, [{ section: '' }], asked)).catch(() => undefined);
    },
  },
  {
    code: 'HIGHESTMODSEQ',
    by: 'SELECT INBOX (CONDSTORE)',
    expected: untagged('SELECT', 'log', 'value #'),
    provoke: async (stage) => void (await stage.opened(1, { condstore: true })),
  },
  {
    code: 'LIMIT',
    by: 'eleven connections of one user',
    expected: no('LOGIN', 'warning'),
    async provoke(stage) {
      const user = await stage.server.user();
      for (let n = 0; n < 10; n++) await (await stage.connect()).login(user.user, user.password);
      await fails((await stage.connect()).login(user.user, user.password, asked));
    },
  },
  {
    code: 'LIMIT',
    by: 'APPEND INBOX {250 kB}',
    expected: no('APPEND', 'warning'),
    async provoke(stage) {
      await fails((await stage.as()).mailboxes.append('INBOX', { content: large }, asked));
    },
  },
  {
    code: 'METADATA',
    by: 'SETMETADATA INBOX (/private/comment …); GETMETADATA (MAXSIZE 4) INBOX /private/comment',
    expected: ok('GETMETADATA', 'log', 'problem LONGENTRIES, size 22'),
    async provoke(stage) {
      const { administration } = await stage.as();
      await administration.setMetadata('INBOX', { '/private/comment': 'x'.repeat(22) });
      await administration.getMetadata('INBOX', ['/private/comment'], { maxSize: 4, ...asked });
    },
  },
  {
    code: 'MODIFIED',
    by: 'UID STORE 1 (UNCHANGEDSINCE 1) +FLAGS.SILENT (\\Flagged)',
    expected: ok('UID STORE', 'warning', 'set 1'),
    async provoke(stage) {
      const { mailbox } = await stage.opened();
      const since = imap.modSeq(1n);
      await mailbox.storeValues(uids(1), { operation: 'add', values: ['\\Flagged'], unchangedSince: since }, asked);
    },
  },
  {
    code: 'NOMODSEQ',
    by: 'CREATE mem/x; SELECT mem/x',
    expected: untagged('SELECT', 'log'),
    async provoke(stage) {
      const client = await stage.as();
      await client.mailboxes.create('mem/x');
      await client.select('mem/x', asked);
    },
  },
  refusedCommand('NONEXISTENT', 'DELETE', 'Nowhere', no('DELETE', 'error')),
  refusedCommand('NONEXISTENT', 'RENAME', 'Nowhere Elsewhere', no('RENAME', 'error')),
  {
    code: 'NOPERM',
    by: "of another user's mailbox: SETACL shared/alice/Archive bob lrswi",
    expected: no('SETACL', 'error'),
    async provoke(stage) {
      const alice = await stage.as({ user: 'alice', password: 'secret' });
      await alice.administration.setAcl('Archive', 'bob', 'lr');
      const bob = await stage.as({ user: 'bob', password: 'secret' });
      await fails(bob.administration.setAcl('shared/alice/Archive', 'bob', 'lrswi', asked));
    },
  },
  {
    code: 'NOUPDATE',
    by: 'UID SEARCH RETURN (UPDATE …) SUBJECT x, eleven times',
    expected: { ...untagged('UID SEARCH', 'log', 'tag #'), status: 'NO' },
    async provoke(stage) {
      const { mailbox } = await stage.opened();
      for (let n = 0; n < 11; n++) await mailbox.follow({ subject: `x${n}` }, () => undefined, asked);
    },
  },
  {
    code: 'OVERQUOTA',
    by: 'APPEND Full {30 kB}, three times, into 64 kB',
    expected: no('APPEND', 'error'),
    provoke: (stage) => overQuota(stage, 'APPEND'),
  },
  {
    code: 'OVERQUOTA',
    by: 'UID COPY 1:* Drafts, beyond 64 kB',
    expected: no('UID COPY', 'error'),
    provoke: (stage) => overQuota(stage, 'COPY'),
  },
  {
    code: 'PARSE',
    by: 'UID FETCH 1 (UID BINARY.PEEK[1]), no base64 in it',
    expected: no('UID FETCH', 'warning'),
    provoke: (stage) => binaryPart(stage, 'base64'),
  },
  {
    code: 'UNKNOWN-CTE',
    by: 'UID FETCH 1 (UID BINARY.PEEK[1]), of an encoding that nobody knows',
    expected: no('UID FETCH', 'warning'),
    provoke: (stage) => binaryPart(stage, 'x-bogus'),
  },
  onSelect('PERMANENTFLAGS', untagged('SELECT', 'log', 'flags (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)')),
  onSelect('UIDVALIDITY', untagged('SELECT', 'log', 'value #')),
  onSelect('UIDNEXT', untagged('SELECT', 'log', 'value 2')),
  onSelect('UNSEEN', untagged('SELECT', 'log', 'value 1')),
  onSelect('READ-WRITE', ok('SELECT', 'state')),
  onSelect('READ-ONLY', ok('EXAMINE', 'state'), true),
  {
    code: 'INUSE',
    by: 'SELECT behind/Drafts, which the server behind Dovecot says is in use',
    expected: no('SELECT', 'warning'),
    async provoke(stage) {
      const client = await stage.as();
      for (const command of ['SELECT', 'EXAMINE'])
        stage.server.behind.raise({
          how: 'answer-next-command',
          command,
          status: 'NO',
          code: 'INUSE',
          text: 'Another program has it',
        });
      await fails(client.select('behind/Drafts', asked));
    },
  },
  {
    code: 'SERVERBUG',
    by: 'LOGIN nohome secret; SELECT INBOX',
    expected: no('SELECT', 'error'),
    async provoke(stage) {
      const client = await stage.connect();
      await client.login('nohome', 'secret');
      await fails(client.select('INBOX', asked));
    },
  },
  {
    code: 'SERVERBUG',
    by: 'SELECT mbx/held, whose file somebody else has locked',
    expected: no('SELECT', 'error'),
    async provoke(stage) {
      const user = await stage.server.user();
      const client = await stage.as(user);
      await client.mailboxes.create('mbx/held');
      await client.mailboxes.append('mbx/held', { content: mail('held') });
      const file = join(stage.server.mailDir, user.user, 'mbox', 'held');
      await stage.server.whileLocked(file, () => fails(client.select('mbx/held', asked)));
    },
  },
  {
    code: 'SERVERBUG',
    by: 'UID FETCH 1 (UID BODY.PEEK[]), of a message whose file cannot be read',
    expected: no('UID FETCH', 'error'),
    async provoke(stage) {
      const user = await stage.server.user();
      const client = await stage.as(user);
      await client.mailboxes.create('single/gone');
      await client.mailboxes.append('single/gone', { content: mail('gone') });
      const mailbox = await client.select('single/gone');
      const file = join(stage.server.mailDir, user.user, 'sdbox/mailboxes/gone/dbox-Mails/u.1');
      await chown(file, 0, 0);
      await chmod(file, 0);
      await fails(drained(mailbox.fetch(uids(1), [{ section: '' }], asked)));
    },
  },
  {
    code: 'TRYCREATE',
    by: 'APPEND Nowhere {n}',
    expected: no('APPEND', 'warning'),
    async provoke(stage) {
      await fails((await stage.as()).mailboxes.append('Nowhere', { content: mail('lost') }, asked));
    },
  },
  {
    code: 'TRYCREATE',
    by: 'UID COPY 1 Nowhere',
    expected: no('UID COPY', 'warning'),
    async provoke(stage) {
      await fails((await stage.opened()).mailbox.copy(uids(1), 'Nowhere', asked));
    },
  },
  {
    code: 'URLMECH',
    by: 'RESETKEY INBOX',
    expected: ok('RESETKEY', 'log', 'mechanisms (INTERNAL)'),
    async provoke(stage) {
      await (await stage.as()).command('RESETKEY', [{ mailbox: imap.inbox }], asked);
    },
  },
];
