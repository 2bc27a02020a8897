import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandInfo } from '../../../extension/imap/client/api.ts';
import type { Attempt } from '../../../extension/mail/attempts.ts';
import { Attempts } from '../../../extension/mail/attempts.ts';
import { accountId } from '../../../extension/mail/model.ts';

const account = accountId('one');

function attempt(run: () => Promise<void>, commands = ['UID COPY']): Attempt {
  return { account, commands, target: null, run };
}

function refusal(tag: string, name = 'UID COPY', origin: CommandInfo['origin'] = 'user') {
  return {
    connection: 3,
    status: { type: 'status', tag, kind: 'NO', code: null, text: 'No' },
    command: { name, tag, origin, mailbox: null },
    mailbox: null,
    trusted: true,
    greeting: false,
    afterLogout: false,
    traceIndex: 0,
    account,
  } as const;
}

test('a refusal belongs to the attempt under way, and still does when that is over', async () => {
  const attempts = new Attempts();
  let runs = 0;
  const one = attempt(() => {
    runs++;
    assert.equal(attempts.refused(refusal(`A${runs}`))?.run, one.run);
    return Promise.resolve();
  });
  await attempts.start(one);
  const again = attempts.refused(refusal('A1'));
  assert.ok(again !== null);
  await attempts.start(again);
  assert.equal(runs, 2);
  assert.equal(attempts.refused(refusal('A9')), null, 'nothing runs any more');
});

test('what is in the background, untagged, of another command or another account is no attempt', async () => {
  const attempts = new Attempts();
  await attempts.start(
    attempt(() => {
      assert.equal(attempts.refused(refusal('A1', 'UID COPY', 'background')), null);
      assert.equal(attempts.refused(refusal('A2', 'UID STORE')), null);
      assert.equal(attempts.refused({ ...refusal('A3'), account: accountId('two') }), null);
      assert.equal(attempts.refused({ ...refusal('A4'), status: { ...refusal('A4').status, tag: null } }), null);
      return Promise.resolve();
    }),
  );
});

test('of two at a time the latest with that command is meant, and a failure ends its attempt', async () => {
  const attempts = new Attempts();
  const failing = attempt(() => Promise.reject(new Error('lost')));
  await assert.rejects(attempts.start(failing), /lost/);
  assert.equal(attempts.refused(refusal('A1')), null);
  let end = (): void => undefined;
  const first = attempts.start(attempt(() => new Promise((resolve) => (end = resolve))));
  const second = attempt(() => {
    assert.equal(attempts.refused(refusal('A2'))?.run, second.run);
    return Promise.resolve();
  });
  await attempts.start(second);
  end();
  await first;
});
