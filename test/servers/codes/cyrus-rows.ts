import * as imap from '../../../extension/imap/index.ts';
import type { Cyrus } from '../cyrus.ts';
import { mail, uids } from '../suite/scene.ts';
import { no, ok, untagged } from './reports.ts';
import type { CodeRow, Report } from './row.ts';
import { asked, fails, raw, type Stage } from './stage.ts';

type Row = CodeRow<Cyrus>;

const large = Buffer.concat([mail('large'), Buffer.alloc(250_000, `${'x'.repeat(70)}\r\n`)]);
const thirty = Buffer.concat([mail('thirty'), Buffer.alloc(30_000, `${'x'.repeat(70)}\r\n`)]);

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

/** INBOX of a user who may keep 64 KiB, with two messages that fill 60 of them. */
async function nearlyFull(stage: Stage<Cyrus>): Promise<imap.Client> {
  const user = await stage.server.user();
  const client = await stage.as(user);
  const administrator = await stage.as(stage.server.admin);
  await administrator.administration.setQuota(`user/${user.user}`, { STORAGE: 64, MESSAGE: 20 });
  for (let n = 0; n < 2; n++) await client.mailboxes.append('INBOX', { content: thirty }, asked);
  return client;
}

export const cyrusRows: readonly Row[] = [
  {
    code: 'ALERT',
    by: 'SELECT INBOX at 91 % of its quota',
    expected: { ...untagged('SELECT', 'modal'), status: 'NO' },
    provoke: async (stage) => void (await (await nearlyFull(stage)).select('INBOX', asked)),
  },
  {
    code: 'ALERT',
    by: 'a message of the day; sign in',
    // It comes behind the OK.
    expected: untagged(null, 'modal'),
    async provoke(stage) {
      const { user, password } = await stage.server.user();
      await stage.server.announce('motd', 'Maintenance tonight.');
      try {
        await (await stage.connect()).login(user, password, asked);
      } finally {
        await stage.server.announce('motd', null);
      }
    },
  },
  {
    code: 'ALERT',
    by: 'the server is being shut down; NOOP',
    expected: { ...untagged('NOOP', 'modal'), status: 'BYE' },
    async provoke(stage) {
      const client = await stage.as();
      await stage.server.announce('shutdown', 'Closed for the night.');
      try {
        await fails(client.noop(asked));
      } finally {
        await stage.server.announce('shutdown', null);
      }
    },
  },
  onSelect('ANNOTATIONS', untagged('SELECT', 'log', 'limit 65536, noPrivate false')),
  {
    code: 'APPENDUID',
    by: 'APPEND INBOX {n}',
    expected: ok('APPEND', 'log', 'uidValidity #, uids 1'),
    provoke: async (stage) => void (await stage.opened()),
  },
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
    code: 'CAPABILITY',
    by: '(greeting)',
    expected: untagged(null, 'log', 'capabilities #'),
    provoke: async (stage) => void (await stage.connect()),
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
    expected: { ...no('COMPRESS', 'log'), status: 'BAD' },
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
    code: 'HASCHILDREN',
    by: 'CREATE Parent; CREATE Parent/Child; DELETE Parent',
    expected: no('DELETE', 'error'),
    async provoke(stage) {
      const { mailboxes } = await stage.as();
      await mailboxes.create('Parent');
      await mailboxes.create('Parent/Child');
      await fails(mailboxes.delete('Parent', asked));
    },
  },
  onSelect('HIGHESTMODSEQ', untagged('SELECT', 'log', 'value #')),
  {
    code: 'MAILBOXID',
    by: 'CREATE New',
    expected: ok('CREATE', 'log', 'id #'),
    async provoke(stage) {
      await (await stage.as()).mailboxes.create('New', asked);
    },
  },
  onSelect('MAILBOXID', untagged('SELECT', 'log', 'id #')),
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
  onSelect('PERMANENTFLAGS', untagged('SELECT', 'log', 'flags (\\Answered \\Flagged \\Draft \\Deleted \\Seen \\*)')),
  onSelect('READ-ONLY', ok('EXAMINE', 'state'), true),
  onSelect('READ-WRITE', ok('SELECT', 'state')),
  {
    code: 'TOOBIG',
    by: 'APPEND INBOX {250 kB}',
    expected: no('APPEND', 'error'),
    async provoke(stage) {
      await fails((await stage.as()).mailboxes.append('INBOX', { content: large }, asked));
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
  onSelect('UIDNEXT', untagged('SELECT', 'log', 'value 2')),
  onSelect('UIDVALIDITY', untagged('SELECT', 'log', 'value #')),
  onSelect('UNSEEN', untagged('SELECT', 'log', 'value 1')),
  onSelect('URLMECH', untagged('SELECT', 'log', 'mechanisms (INTERNAL)')),
  {
    code: 'USEATTR',
    by: 'CREATE x (USE (\\Bogus))',
    expected: no('CREATE', 'error'),
    async provoke(stage) {
      await fails((await stage.as()).command('CREATE', raw('x (USE (\\Bogus))'), asked));
    },
  },
];
