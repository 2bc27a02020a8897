import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all } from '../../../extension/explain/catalogue.ts';
import type { StatusEvent } from '../../../extension/imap/client/api.ts';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import { actionIds } from '../../../extension/notifications/policy-types.ts';
import { scene } from '../imap/scripted-server.ts';
import { everyCode, type Expected } from './every-code.ts';
import { from, paperWindow, settle } from './fakes.ts';

const letters: Readonly<Record<string, string>> = {
  M: 'modal',
  E: 'error',
  W: 'warning',
  I: 'info',
  P: 'progress',
  S: 'state',
  L: 'log',
};
const lines = [
  'tagged OK',
  'tagged NO',
  'tagged BAD',
  'untagged OK',
  'untagged NO',
  'untagged BAD',
  'greeting',
  'BYE',
  'continuation',
] as const;
type Line = (typeof lines)[number];

/** What a person is offered: the code's own, then what the status of the line adds where the code alone would hide a failure or an end. */
function offersOn(line: Line, { on, offers, wire, handled }: Expected): string[] {
  const own = offers === '' ? [] : offers.split(' ');
  const quiet = /^[LSP]/.test(on) && handled !== true;
  const noCode = wire === null || wire.startsWith('X-');
  const added =
    line === 'BYE'
      ? ['reconnect', 'showInLog']
      : line === 'tagged NO' && quiet
        ? ['retry', 'showInLog']
        : line === 'tagged BAD' && quiet
          ? ['showInLog', 'copyReport']
          : line.startsWith('untagged') && noCode
            ? ['showInLog']
            : [];
  return [...new Set([...own, ...added])];
}

test('the expectation covers the whole catalogue', () => {
  const covered = new Set(Object.keys(everyCode).map((name) => name.replace(/ \(.*\)$/, '')));
  const codes = all.filter((entry) => entry.kind === 'code').map((entry) => entry.name);
  assert.deepEqual(
    codes.filter((name) => !covered.has(name)),
    [],
  );
  assert.equal(codes.length, 62);
});

for (const [name, expected] of Object.entries(everyCode)) {
  test(`${name}: on every line, through connection, engine, client and policy`, async () => {
    const wanted = expected.on.replaceAll(' ', '');
    assert.equal(wanted.length, lines.length);
    const ran: string[] = [];
    const window = paperWindow({
      actions: Object.fromEntries(actionIds.map((id) => [id, () => void ran.push(id)])),
    });
    const heard: StatusEvent[] = [];
    const hear = (event: StatusEvent): void => {
      heard.push(event);
      window.notifier.handle(from('ada', event));
    };
    const brackets = expected.wire === null ? '' : `[${expected.wire}] `;
    const said = (line: Line): string => `${brackets}Said as ${line}`;

    /** Asserts what came of the line that was just said. */
    const check = async (line: Line): Promise<void> => {
      const find = (): StatusEvent | undefined => heard.find((one) => one.status.text === `Said as ${line}`);
      let event = find();
      // What never comes is told by the time that the test may take.
      for (; event === undefined; event = find()) await settle();
      assert.deepEqual(event.status.code, expected.payload, `${line}: payload`);
      const surface = letters[wanted[lines.indexOf(line)] ?? ''];
      const record = window.responses.records.find((one) => one.text === `Said as ${line}`);
      assert.ok(record !== undefined, `${line} is in the list`);
      assert.equal(record.surface, surface, `${line}: surface`);
      const offers = offersOn(line, expected);
      const shown = window.shown.find((one) => (one.detail ?? one.text).includes(`Said as ${line}`));
      if (surface === 'modal' || surface === 'error' || surface === 'warning' || surface === 'info') {
        assert.equal(shown?.surface, surface, `${line}: shown`);
        assert.deepEqual(
          shown.actions.map(({ id }) => id).sort(),
          (offers.length === 0 ? ['showInLog'] : offers).sort(),
          `${line}: buttons`,
        );
      } else {
        assert.equal(shown, undefined, `${line}: no notification`);
        assert.equal(
          window.progress.some((one) => one.status.text === `Said as ${line}`),
          surface === 'progress',
          `${line}: progress`,
        );
      }
      await window.close();
      window.clock.advance(61_000);
    };

    const greeted = scene({ onStatus: hear });
    const connecting = connectImap(greeted.options).catch(() => undefined);
    greeted.server.say(`* OK ${said('greeting')}`);
    await check('greeting');
    greeted.server.close();
    await connecting;

    const { server, options } = scene({ onStatus: hear });
    server.say('* PREAUTH [CAPABILITY IMAP4rev1] hello');
    const client = await connectImap(options);
    for (const status of ['OK', 'NO', 'BAD'] as const) {
      const answered = client.noop({ origin: 'user' }).catch(() => undefined);
      const { tag } = await server.command('NOOP');
      server.say(`${tag} ${status} ${said(`tagged ${status}`)}`);
      await answered;
      await check(`tagged ${status}`);
      server.say(`* ${status} ${said(`untagged ${status}`)}`);
      await check(`untagged ${status}`);
    }
    const stored = client.mailboxes
      .append('INBOX', { content: Buffer.from('Subject: x\r\n\r\ny') }, { origin: 'user' })
      .catch(() => undefined);
    const { tag } = await server.command('APPEND');
    server.say(`+ ${said('continuation')}`, `${tag} NO that is enough`);
    await stored;
    await check('continuation');
    server.say(`* BYE ${said('BYE')}`);
    server.close();
    await client.closed;
    await check('BYE');
    assert.deepEqual(window.faults, []);
  });
}
