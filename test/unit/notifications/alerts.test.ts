import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, event, tagged } from './events.ts';
import { from, paperWindow } from './fakes.ts';

const alert = codeOf('ALERT');
const alertFrom = (account: string, text: string) => from(account, event('OK', alert, { text }));

test('an ALERT is a modal whose title is ours, and whose detail holds the words of the server', () => {
  const window = paperWindow();
  window.notifier.handle(alertFrom('ada', 'System shutdown in 10 minutes'));
  assert.deepEqual(window.open(), [
    {
      surface: 'modal',
      text: 'Server alert · ada@example.org · imap.example.org',
      detail: 'System shutdown in 10 minutes',
      actions: [
        { id: 'acknowledge', label: 'OK' },
        { id: 'showInLog', label: 'Show in Log' },
      ],
    },
  ]);
});

test('three alerts at once are shown one after another, none dropped', async () => {
  const window = paperWindow();
  for (const text of ['one', 'two', 'three']) window.notifier.handle(alertFrom('ada', text));
  assert.deepEqual(
    window.open().map((shown) => shown.detail),
    ['one'],
  );
  await window.close('acknowledge');
  assert.deepEqual(
    window.open().map((shown) => shown.detail),
    ['two'],
  );
  await window.close();
  assert.deepEqual(
    window.open().map((shown) => shown.detail),
    ['three'],
  );
  await window.close();
  assert.equal(window.open().length, 0);
  assert.equal(window.shown.length, 3);
});

test('alerts of several accounts wait behind the open one too', async () => {
  const window = paperWindow();
  window.notifier.handle(alertFrom('ada', 'x'));
  window.notifier.handle(alertFrom('bob', 'x'));
  assert.equal(window.open().length, 1);
  await window.close();
  assert.match(window.open()[0]?.text ?? '', /bob@example\.org/);
});

test('the same text of the same account is shown once in the session, and counted in the list', async () => {
  const window = paperWindow();
  window.notifier.handle(alertFrom('ada', 'Full'));
  await window.close();
  window.notifier.handle(alertFrom('ada', 'Full'));
  window.clock.advance(24 * 3_600_000);
  window.notifier.handle(alertFrom('ada', 'Full'));
  assert.equal(window.shown.length, 1);
  assert.deepEqual(
    window.responses.records.map((record) => record.count),
    [2, 1],
  );
  window.notifier.handle(alertFrom('bob', 'Full'));
  assert.equal(window.shown.length, 2, 'another account has not been told yet');
});

test('a seen alert on a refused command still tells that the command failed', async () => {
  const window = paperWindow();
  const refusal = from('ada', tagged('NO', alert, 'user', { text: 'Too many simultaneous connections' }));
  window.notifier.handle(refusal);
  assert.equal(window.shown[0]?.surface, 'modal');
  await window.close();
  window.notifier.handle(refusal);
  assert.equal(window.shown[1]?.surface, 'error');
  assert.equal(window.shown[1].text, 'ada@example.org: COPY failed: Too many simultaneous connections');
});

test('an alert before encryption raises nothing, and does not count as shown', () => {
  const window = paperWindow();
  window.notifier.handle(from('ada', event('OK', alert, { text: 'Call 555', trusted: false, greeting: true })));
  assert.equal(window.shown.length, 0);
  assert.deepEqual(
    window.responses.records.map((record) => [record.trusted, record.reason]),
    [[false, 'received before encryption, not trusted']],
  );
  window.notifier.handle(alertFrom('ada', 'Call 555'));
  assert.equal(window.shown.length, 1);
});

test('ten thousand alerts in a second: one modal in the minute, then one that counts and lists the rest', async () => {
  const window = paperWindow();
  for (let index = 0; index < 10_000; index += 1) window.notifier.handle(alertFrom('ada', `alert ${index}`));
  assert.deepEqual(
    window.shown.map((shown) => shown.detail),
    ['alert 0'],
  );
  await window.close();
  window.clock.advance(59_999);
  assert.equal(window.shown.length, 1);
  window.clock.advance(1);
  const flood = window.shown[1];
  assert.equal(flood?.text, '9999 server alerts · ada@example.org · imap.example.org');
  assert.deepEqual(flood.detail?.split('\n').slice(0, 2), ['• alert 1', '• alert 2']);
  assert.match(flood.detail ?? '', /and 9989 more/);
  assert.deepEqual(
    flood.actions.map((action) => action.id),
    ['acknowledge', 'showResponses'],
  );
  await window.close('showResponses');
  assert.deepEqual(window.ran, ['showResponses']);
  window.clock.advance(3_600_000);
  assert.equal(window.shown.length, 2);
  assert.equal(window.responses.records.length, 10_000, 'nothing is lost from the list');
  assert.equal(window.clock.waiting, 0);
});

test('a steady drip is a flood too: no more than one a minute after the first few', async () => {
  const window = paperWindow();
  for (let second = 0; second < 120; second += 1) {
    window.notifier.handle(alertFrom('ada', `drip ${second}`));
    await window.close();
    window.clock.advance(1000);
  }
  assert.ok(window.shown.length <= 3 + 2, `${window.shown.length} dialogs in two minutes`);
  window.clock.advance(60_000);
  const listed = window.shown.reduce(
    (sum, shown) => sum + Number(/^(\d+) server alerts/.exec(shown.text)?.[1] ?? 1),
    0,
  );
  assert.equal(listed, 120, 'each was shown or counted');
});

test('a flood of one account does not hold up another', async () => {
  const window = paperWindow();
  for (let index = 0; index < 100; index += 1) window.notifier.handle(alertFrom('ada', `alert ${index}`));
  window.notifier.handle(alertFrom('bob', 'hello'));
  await window.close();
  assert.match(window.open()[0]?.text ?? '', /bob/);
});

test('hostile text stays text', () => {
  const window = paperWindow();
  window.notifier.handle(
    alertFrom('ada', '[Renew](command:workbench.action.quit) \u202etxt.exe\u001b[2J\r\nAccount: root'),
  );
  assert.equal(window.shown[0]?.text, 'Server alert · ada@example.org · imap.example.org');
  assert.equal(window.shown[0].detail, '[Renew] (command:workbench.action.quit) ⟨U+202E⟩txt.exe␛[2J ⏎ Account: root');
});

test('an alert without words, and one of a megabyte', async () => {
  const window = paperWindow();
  window.notifier.handle(alertFrom('ada', ''));
  assert.equal(window.shown[0]?.detail, 'The server sent an alert without a text.');
  await window.close();
  window.notifier.handle(alertFrom('ada', 'x'.repeat(1_000_000)));
  assert.equal(window.shown[1]?.detail?.length, 501);
});

test('a dialog that cannot be shown does not stop the next', async () => {
  const window = paperWindow({ actions: { showInLog: () => Promise.reject(new Error('no log')) } });
  window.notifier.handle(alertFrom('ada', 'one'));
  window.notifier.handle(alertFrom('ada', 'two'));
  await window.close('showInLog');
  assert.equal(window.faults.length, 1);
  assert.deepEqual(
    window.open().map((shown) => shown.detail),
    ['two'],
  );
});

test('after dispose nothing more is shown', async () => {
  const window = paperWindow();
  window.notifier.handle(alertFrom('ada', 'one'));
  window.notifier.handle(alertFrom('ada', 'two'));
  window.notifier.dispose();
  await window.close();
  assert.equal(window.shown.length, 1);
});
