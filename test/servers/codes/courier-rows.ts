import type { Courier } from '../courier.ts';
import { mail, uids } from '../suite/scene.ts';
import { no, ok, untagged } from './reports.ts';
import type { CodeRow, Report } from './row.ts';
import { asked, fails } from './stage.ts';

type Row = CodeRow<Courier>;

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

export const courierRows: readonly Row[] = [
  {
    code: 'ALERT',
    by: 'APPEND INBOX {30 kB}, three times, into 64 kB',
    expected: no('APPEND', 'modal'),
    async provoke(stage) {
      const { mailboxes } = await stage.as(stage.server.limited);
      await mailboxes.append('INBOX', { content: thirty });
      await mailboxes.append('INBOX', { content: thirty });
      await fails(mailboxes.append('INBOX', { content: thirty }, asked));
    },
  },
  {
    code: 'ALERT',
    by: 'ten commands that there are not',
    expected: { ...untagged('X', 'modal'), status: 'BYE' },
    async provoke(stage) {
      const client = await stage.as();
      for (let n = 0; n < 10; n++) await client.command('X', [], asked).catch(() => undefined);
    },
  },
  {
    code: 'APPENDUID',
    by: 'APPEND INBOX {n}',
    expected: ok('APPEND', 'log', 'uidValidity #, uids 1'),
    provoke: async (stage) => void (await stage.opened()),
  },
  {
    code: 'BADCHARSET',
    by: 'UID SEARCH CHARSET KLINGON TEXT x',
    expected: no('UID SEARCH', 'error', 'charsets ()'),
    async provoke(stage) {
      const { mailbox } = await stage.opened();
      await fails(mailbox.find({ text: 'x' }, { charset: 'KLINGON', ...asked }));
    },
  },
  {
    code: 'CAPABILITY',
    by: '(greeting)',
    expected: untagged(null, 'log', 'capabilities #'),
    provoke: async (stage) => void (await stage.connect()),
  },
  {
    code: 'COPYUID',
    by: 'UID COPY 1 INBOX.Archive',
    expected: ok('UID COPY', 'log', 'uidValidity #, source 1, destination 1'),
    async provoke(stage) {
      await (await stage.opened()).mailbox.copy(uids(1), 'INBOX.Archive', asked);
    },
  },
  onSelect('MYRIGHTS', untagged('SELECT', 'log', 'code MYRIGHTS, args "acdilrsw"')),
  onSelect('PERMANENTFLAGS', untagged('SELECT', 'log', 'flags (\\* \\Draft \\Answered \\Flagged \\Deleted \\Seen)')),
  onSelect('READ-ONLY', ok('EXAMINE', 'state'), true),
  onSelect('READ-WRITE', ok('SELECT', 'state')),
  {
    code: 'TRYCREATE',
    by: 'APPEND INBOX.Nowhere {n}',
    expected: no('APPEND', 'warning'),
    async provoke(stage) {
      await fails((await stage.as()).mailboxes.append('INBOX.Nowhere', { content: mail('lost') }, asked));
    },
  },
  {
    code: 'TRYCREATE',
    by: 'UID COPY 1 INBOX.Nowhere',
    expected: no('UID COPY', 'warning'),
    async provoke(stage) {
      await fails((await stage.opened()).mailbox.copy(uids(1), 'INBOX.Nowhere', asked));
    },
  },
  onSelect('UIDVALIDITY', untagged('SELECT', 'log', 'value #')),
];
