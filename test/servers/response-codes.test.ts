import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { codeName } from '../../extension/imap/grammar/code.ts';
import type { StatusEvent } from '../../extension/imap/index.ts';
import { decide } from '../../extension/notifications/policy.ts';
import { courierRows } from './codes/courier-rows.ts';
import { cyrusRows } from './codes/cyrus-rows.ts';
import { dovecotRows } from './codes/dovecot-rows.ts';
import { startDovecotStage } from './codes/dovecot-server.ts';
import { payloadText, type CodeRow, type Report } from './codes/row.ts';
import { Stage } from './codes/stage.ts';
import { unprovokedSection } from './codes/unprovoked.ts';
import { startCourier } from './courier.ts';
import { startCyrus } from './cyrus.ts';
import type { ImapServer } from './imap-server.ts';

const tableFile = join(import.meta.dirname, 'CODES.md');
const seen: { readonly server: string; readonly row: CodeRow<never>; readonly text: string }[] = [];
let rowCount = 0;

/** What our client told of the code, in the words of the table. */
function reportOf(event: StatusEvent): Report {
  const { status, command } = event;
  assert.ok(status.type === 'status' && status.code !== null && status.kind !== 'PREAUTH');
  return {
    status: status.kind,
    tagged: status.tag !== null,
    command: command?.name ?? null,
    payload: payloadText(status.code),
    surface: decide(event).surface,
  };
}

function codesOn<S extends ImapServer>(title: string, start: () => Promise<S>, rows: readonly CodeRow<S>[]): void {
  rowCount += rows.length;
  // One after the other: some rows change what all users meet.
  describe(title, { concurrency: 1 }, () => {
    let server: S | undefined;
    before(async () => {
      server = await start();
    });
    after(async () => {
      await server?.stop();
    });
    for (const row of rows) {
      it(`${row.code}: ${row.by.slice(0, 90)}`, async () => {
        assert.ok(server !== undefined);
        const stage = new Stage(server);
        try {
          await row.provoke(stage);
          const said = stage.events.filter(({ status }) => status.code !== null && codeName(status.code) === row.code);
          // The code may have come in other ways on the way there; the row is about the last.
          const last = said.at(-1);
          assert.ok(last !== undefined, `not said, but ${stage.events.map(({ status }) => status.text).join(' | ')}`);
          assert.deepEqual(reportOf(last), row.expected);
          seen.push({ server: title, row, text: last.status.text });
        } finally {
          stage.end();
        }
      });
    }
  });
}

describe('response codes of real servers, and what is reported of them', { concurrency: 3 }, () => {
  codesOn('Dovecot', startDovecotStage, dovecotRows);
  codesOn('Cyrus', startCyrus, cyrusRows);
  codesOn('Courier', startCourier, courierRows);

  // Only a whole run tells the whole table.
  after(async () => {
    if (seen.length !== rowCount) return;
    await writeFile(tableFile, table());
  });
});

const head = `# Response codes that real servers say, and what our client reports

Written by \`test/servers/response-codes.test.ts\` from the rows in \`test/servers/codes/\`: each was provoked, and reported exactly so. \`#\` is a value
that the server makes up. The surface is the policy's for a command that a person waits for.

| code | server | commands | reported | payload | surface |
| --- | --- | --- | --- | --- | --- |`;

function table(): string {
  const cell = (text: string): string => (text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``);
  const order = ['Dovecot', 'Cyrus', 'Courier'];
  const lines = [...seen]
    .sort(
      (a, b) =>
        compare(a.row.code, b.row.code) ||
        order.indexOf(a.server) - order.indexOf(b.server) ||
        compare(a.row.by, b.row.by),
    )
    .map(({ server, row: { code, by, expected } }) => {
      const { status, tagged, command, payload, surface } = expected;
      const what = `${tagged ? 'tagged' : 'untagged'} ${status}${command === null ? '' : `, ${command}`}`;
      const commands = by.length > 100 ? `${by.slice(0, 99)}…` : by;
      return `| \`${code}\` | ${server} | ${cell(commands)} | ${what} | ${cell(payload)} | ${surface} |`;
    });
  return `${head}\n${lines.join('\n')}\n\n${unprovokedSection()}\n`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
