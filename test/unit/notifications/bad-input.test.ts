import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Client } from '../../../extension/imap/client/client.ts';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import type { ScriptedServer } from '../imap/scripted-server.ts';
import { scene } from '../imap/scripted-server.ts';
import { from, paperWindow, settle } from './fakes.ts';

interface Rig {
  readonly server: ScriptedServer;
  readonly client: Client;
  readonly window: ReturnType<typeof paperWindow>;
  /** Waits until so many responses are in the list, counting repeats. */
  readonly listed: (count: number) => Promise<void>;
}

/** A server, the real connection to it, and everything behind that up to a window of paper. */
async function rig(t: TestContext): Promise<Rig> {
  const window = paperWindow();
  const { server, options } = scene({ onStatus: (event) => window.notifier.handle(from('ada', event)) });
  server.say('* PREAUTH [CAPABILITY IMAP4rev1 IDLE] hello');
  const client = await connectImap(options);
  t.after(() => client.destroy());
  const seen = (): number => window.responses.records.reduce((sum, record) => sum + record.count, 0);
  const begun = seen();
  const listed = async (count: number): Promise<void> => {
    while (seen() < begun + count) await settle();
  };
  return { server, client, window, listed };
}

/** The connection lives: a command is answered. */
async function lives({ server, client }: Rig): Promise<void> {
  const answered = client.noop();
  const { tag } = await server.command('NOOP');
  server.say(`${tag} OK done`);
  await answered;
}

const last = ({ window }: Rig) => window.responses.records.at(-1);

test('a code without text, an unknown code, a lower-case one and a payload that does not parse', async (t) => {
  const one = await rig(t);
  const cases = [
    ['* NO [OVERQUOTA]', 'OVERQUOTA', ''],
    ['* OK [X-Brand-New 42 (a b)] What?', 'OK', 'What?'],
    ['* no [overquota] small letters', 'OVERQUOTA', 'small letters'],
    ['* OK [COPYUID x] Done', 'COPYUID', 'Done'],
    ['* OK [] nothing in it', 'OK', 'nothing in it'],
    ['* NO [ALERT no end of it', 'ALERT', 'no end of it'],
  ] as const;
  let count = 0;
  for (const [line, code, text] of cases) {
    one.server.say(line);
    await one.listed((count += 1));
    assert.equal(last(one)?.code, code, line);
    assert.equal(last(one)?.text, text, line);
  }
  assert.deepEqual(one.window.responses.records.find((record) => record.text === 'What?')?.codes, ['X-BRAND-NEW']);
  await lives(one);
  assert.deepEqual(one.window.faults, []);
});

test('two codes: the one that needs the person wins', async (t) => {
  const one = await rig(t);
  one.server.say('* OK [READ-WRITE] [ALERT] Two of them');
  await one.listed(1);
  assert.deepEqual(last(one)?.codes, ['READ-WRITE', 'ALERT']);
  assert.equal(one.window.shown.at(-1)?.surface, 'modal');
});

test('a megabyte of text is one row and one short notification', async (t) => {
  const one = await rig(t);
  one.server.say(`* NO [OVERQUOTA] ${'long '.repeat(200_000)}`);
  await one.listed(1);
  assert.ok((last(one)?.text.length ?? 0) <= 501);
  assert.equal(last(one)?.cut, true);
  assert.ok((one.window.shown.at(-1)?.text.length ?? 0) < 700);
  assert.equal(one.window.responses.said(last(one)?.id ?? 0)?.event.status.text, '', 'the list keeps no megabyte');
  await lives(one);
});

test('control, bidi and markdown are seen and dead', async (t) => {
  const one = await rig(t);
  one.server.say('* NO [OVERQUOTA] \x1b[31m [x](command:quit) \xe2\x80\xaegnp.exe $(trash)');
  await one.listed(1);
  for (const text of [last(one)?.text ?? '', one.window.shown.at(-1)?.text ?? ''])
    assert.match(text, /␛\[31m \[x\] \(command:quit\) ⟨U\+202E⟩gnp\.exe \$ \(trash\)/);
});

test('10,000 ALERTs in a moment: each is listed, few dialogs, one at a time, nothing blocks', async (t) => {
  const one = await rig(t);
  const before = process.cpuUsage();
  for (let batch = 0; batch < 100; batch += 1) {
    const lines = Array.from({ length: 100 }, (_, index) => `* OK [ALERT] Number ${batch * 100 + index}`);
    one.server.raw(`${lines.join('\r\n')}\r\n`);
    await settle();
  }
  await one.listed(10_000);
  assert.ok(process.cpuUsage(before).user < 20_000_000, 'time of its own, whatever else the machine does');
  assert.equal(one.window.responses.records.filter((record) => record.code === 'ALERT').length, 10_000);
  assert.equal(one.window.open().length, 1, 'one dialog at a time');
  for (let closed = 0; closed < 20 && one.window.open().length > 0; closed += 1) await one.window.close('acknowledge');
  assert.ok(one.window.shown.length <= 4, `${one.window.shown.length} dialogs`);
  one.window.clock.advance(60_000);
  assert.match(one.window.shown.at(-1)?.text ?? '', /server alerts/);
  await lives(one);
});

test('a code on a continuation line, also one that nobody asked for', async (t) => {
  const one = await rig(t);
  one.server.say('+ [ALERT] Out of the blue');
  await one.listed(1);
  assert.equal(last(one)?.status, '+');
  assert.equal(one.window.shown.at(-1)?.surface, 'modal');
  await lives(one);
});
