import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../extension/notifications/policy.ts';
import { codesOf } from '../../../extension/notifications/text-codes.ts';
import { codeOf, command, continuation, event, tagged } from './events.ts';

const alert = codeOf('ALERT');

test('rule 1: continuation text reaches the policy too', () => {
  assert.equal(decide(continuation(alert, 'Going down', 'background')).surface, 'modal');
  assert.equal(decide(continuation(null, 'Ready for literal', 'user')).surface, 'log');
  assert.equal(decide(continuation(codeOf('CONTACTADMIN'), 'Call us', 'background')).surface, 'error');
});

test('rule 2: ALERT is modal whatever else the line says', () => {
  for (const kind of ['OK', 'NO', 'BAD', 'PREAUTH', 'BYE'] as const) {
    for (const line of [
      event(kind, alert),
      tagged(kind, alert, 'background'),
      event(kind, alert, { greeting: true }),
      event(kind, alert, { afterLogout: true, command: command('background', 'LOGOUT') }),
    ]) {
      assert.equal(decide(line).surface, 'modal', kind);
    }
  }
});

test('rule 2: ALERT with a payload, in lower case, without text, or behind another code is still an ALERT', () => {
  assert.equal(decide(event('OK', { name: 'malformed', code: 'ALERT', args: 'now' })).surface, 'modal');
  assert.equal(decide(event('OK', { name: 'other', code: 'alert', args: null })).surface, 'modal');
  assert.equal(decide(event('OK', alert, { text: '' })).surface, 'modal');
  assert.equal(
    decide(tagged('OK', codeOf('READ-WRITE'), 'background', { text: '[ALERT] Disk is failing' })).surface,
    'modal',
  );
  assert.equal(
    decide(event('OK', { name: 'other', code: 'X-FOO', args: '1' }, { text: ' [alert] Disk is failing' })).surface,
    'modal',
  );
});

test('rule 2: ALERT in a BYE also tells that the connection is gone', () => {
  const decision = decide(event('BYE', alert));
  assert.deepEqual(decision.states, ['disconnected']);
  assert.ok(decision.actions.includes('reconnect'));
});

test('rule 2: nothing before encryption is shown, whatever it is', () => {
  for (const name of [
    'ALERT',
    'PARSE',
    'BADCHARSET',
    'OVERQUOTA',
    'AUTHENTICATIONFAILED',
    'READ-ONLY',
    'WEBALERT',
    'CONTACTADMIN',
  ]) {
    for (const line of [
      event('OK', codeOf(name), { trusted: false, greeting: true }),
      tagged('NO', codeOf(name), 'user', { trusted: false }),
      event('BYE', codeOf(name), { trusted: false }),
    ]) {
      const decision = decide(line);
      assert.equal(decision.surface, 'log', name);
      assert.equal(decision.reason, 'received before encryption, not trusted');
      assert.deepEqual(decision.states, []);
      assert.deepEqual(decision.actions, ['showInLog']);
      assert.equal(decision.trusted, false);
    }
  }
});

test('PREAUTH that would skip a required STARTTLS is refused with an error in our own words', () => {
  const decision = decide(event('PREAUTH', alert, { trusted: false, greeting: true }));
  assert.equal(decision.surface, 'error');
  assert.equal(decision.ownWords, true);
  assert.deepEqual(decision.states, []);
  assert.equal(decide(event('PREAUTH', null, { greeting: true })).ownWords, false);
});

test('rule 4: a background command raises state and log only', () => {
  assert.equal(decide(tagged('NO', codeOf('INUSE'), 'background')).surface, 'log');
  assert.equal(decide(tagged('NO', codeOf('READ-ONLY'), 'background')).surface, 'state');
  assert.equal(
    decide(event('OK', codeOf('READ-ONLY'), { command: command('background', 'IDLE') }), { wasReadWrite: true })
      .surface,
    'state',
  );
});

test('rule 4: what is kept quiet keeps its weight for the list', () => {
  const decision = decide(tagged('NO', codeOf('NOPERM'), 'background'));
  assert.equal(decision.surface, 'log');
  assert.equal(decision.severity, 'error');
  assert.deepEqual(decision.actions, ['showMyRights']);
});

test('rule 4: codes that need the person surface for background commands', () => {
  for (const name of [
    'ALERT',
    'AUTHENTICATIONFAILED',
    'AUTHORIZATIONFAILED',
    'CONTACTADMIN',
    'CORRUPTION',
    'EXPIRED',
    'OVERQUOTA',
    'PRIVACYREQUIRED',
  ]) {
    assert.notEqual(decide(tagged('NO', codeOf(name), 'background')).surface, 'log', name);
  }
  assert.equal(decide(event('BYE', null, { command: command('background', 'IDLE') })).surface, 'warning');
});

test('rule 4: ALERT and PARSE are shown once, the rest again after half a minute', () => {
  assert.equal(decide(event('OK', alert)).repeat, 'session');
  assert.equal(decide(event('OK', codeOf('PARSE'))).repeat, 'session');
  assert.equal(decide(event('NO', null)).repeat, 'half-minute');
});

test('rule 5: an unknown code is kept, logged, and no error of its own', () => {
  const unknown = { name: 'other', code: 'X-FOO', args: 'bar' } as const;
  const ok = decide(tagged('OK', unknown, 'user'));
  assert.equal(ok.surface, 'log');
  assert.deepEqual(ok.codes, ['X-FOO']);
  assert.equal(ok.notDefined, true);
  assert.equal(decide(tagged('NO', unknown, 'user')).surface, 'error');
  assert.equal(decide(tagged('NO', unknown, 'user')).code, 'NO');
  assert.equal(decide(event('OK', unknown, { text: '' })).surface, 'log');
});

test('rule 5: names that objects carry by birth are unknown codes like others', () => {
  for (const code of ['CONSTRUCTOR', '__PROTO__', 'TOSTRING', 'NOT_DEFINED', 'OK']) {
    assert.equal(decide(event('OK', { name: 'other', code, args: null })).notDefined, true, code);
  }
});

test('rule 5: a payload that does not parse leaves the code what it is', () => {
  assert.equal(decide(tagged('OK', { name: 'malformed', code: 'COPYUID', args: 'x' }, 'user')).code, 'COPYUID');
  assert.equal(decide(tagged('NO', { name: 'malformed', code: 'BADCHARSET', args: '(' }, 'user')).surface, 'error');
});

test('rule 6: NO and BAD without a code: error for the person, log for the background', () => {
  for (const kind of ['NO', 'BAD'] as const) {
    assert.equal(decide(tagged(kind, null, 'user')).surface, 'error');
    assert.equal(decide(tagged(kind, null, 'background')).surface, 'log');
  }
});

test('rule 6: a tagged line whose command is unknown is not something the person started', () => {
  assert.equal(decide(event('NO', null, { tag: 'zz9' })).surface, 'log');
});

test('rule 6: untagged BAD is a warning, even while a background command runs', () => {
  assert.equal(decide(event('BAD', null)).surface, 'warning');
  assert.equal(decide(event('BAD', null, { command: command('background', 'IDLE') })).surface, 'warning');
});

test('rule 6: a failure is not hidden by a code that is only for the log', () => {
  assert.equal(decide(tagged('NO', codeOf('UIDNEXT'), 'user')).surface, 'error');
  assert.equal(decide(tagged('NO', codeOf('READ-ONLY'), 'user'), { wasReadWrite: true }).surface, 'error');
  assert.equal(decide(tagged('NO', codeOf('EXPUNGEISSUED'), 'user')).surface, 'log');
});

test('rule 7: lower case is the same code', () => {
  assert.deepEqual(codesOf({ name: 'other', code: 'x-foo', args: null }, '[alert] now'), ['X-FOO', 'ALERT']);
  assert.equal(decide(tagged('NO', { name: 'other', code: 'overquota', args: null }, 'background')).code, 'OVERQUOTA');
});

test('rule 7: codes at the front of the text are found, brackets around words are not codes', () => {
  assert.deepEqual(codesOf(null, '[OVERQUOTA] [ALERT] Full'), ['OVERQUOTA', 'ALERT']);
  assert.deepEqual(codesOf(null, '[Gmail]/All Mail is gone'), []);
  assert.deepEqual(codesOf(null, 'Look here: [ALERT] is a code'), []);
  assert.deepEqual(codesOf(alert, '[[ALERT'), ['ALERT']);
});

test("rule 7: Gmail's THROTTLED stands behind the text", () => {
  const decision = decide(tagged('OK', null, 'background', { text: 'Success [THROTTLED]' }));
  assert.equal(decision.code, 'THROTTLED');
  assert.deepEqual(decision.states, ['throttled']);
});

test('rule 7: a million brackets cost nothing', () => {
  assert.equal(codesOf(null, '[ALERT]'.repeat(150_000)).length, 8);
  assert.deepEqual(codesOf(null, '['.repeat(1_000_000)), []);
});

test('unsolicited and not defined are told apart', () => {
  assert.equal(decide(event('OK', null)).unsolicited, true);
  assert.equal(decide(event('OK', null, { greeting: true })).unsolicited, false);
  assert.equal(decide(event('OK', null, { command: command('user') })).unsolicited, false);
  assert.equal(decide(tagged('OK', null, 'user')).unsolicited, false);
  assert.equal(decide(event('OK', alert)).notDefined, false);
});
