import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { all } from '../../../extension/explain/catalogue.ts';
import type { StatusEvent } from '../../../extension/imap/client/api.ts';
import type { ResponseCode } from '../../../extension/imap/grammar/code.ts';
import { decide, rowsOf } from '../../../extension/notifications/policy.ts';
import type { Surface } from '../../../extension/notifications/policy-types.ts';
import { codeOf, command, event, tagged } from './events.ts';

const letters: Readonly<Record<string, Surface>> = {
  M: 'modal',
  E: 'error',
  W: 'warning',
  I: 'info',
  P: 'progress',
  S: 'state',
  L: 'log',
};

/** The lines on which each code is tried. */
const columns: readonly (readonly [string, (code: ResponseCode | null) => StatusEvent])[] = [
  ['tagged OK, user', (code) => tagged('OK', code, 'user')],
  ['tagged NO, user', (code) => tagged('NO', code, 'user')],
  ['tagged BAD, user', (code) => tagged('BAD', code, 'user')],
  ['tagged OK, background', (code) => tagged('OK', code, 'background')],
  ['tagged NO, background', (code) => tagged('NO', code, 'background')],
  ['tagged BAD, background', (code) => tagged('BAD', code, 'background')],
  ['untagged OK', (code) => event('OK', code)],
  ['untagged NO', (code) => event('NO', code)],
  ['untagged BAD', (code) => event('BAD', code)],
  ['untagged NO in IDLE', (code) => event('NO', code, { command: command('background', 'IDLE') })],
  ['greeting OK', (code) => event('OK', code, { greeting: true })],
  ['greeting PREAUTH', (code) => event('PREAUTH', code, { greeting: true })],
  ['BYE', (code) => event('BYE', code)],
  ['BYE greeting', (code) => event('BYE', code, { greeting: true })],
  ['BYE after LOGOUT', (code) => event('BYE', code, { afterLogout: true, command: command('background', 'LOGOUT') })],
];

/**
 * Written from the specification by hand, not from the table in the code: for each code one letter per column above.
 * Columns:        user OK NO BAD · background OK NO BAD · untagged OK NO BAD · IDLE · greeting OK PREAUTH · BYE, greeting, after LOGOUT
 */
// prettier-ignore
const expected: Readonly<Record<string, string>> = {
  '(no code)':            'LEE LLL LWW L LS WWL',
  ALERT:                  'MMM MMM MMM M MM MMM',
  ALREADYEXISTS:          'EEE LLL EEE L EE EEL',
  APPENDUID:              'LEE LLL LLL L LS WWL',
  AUTHENTICATIONFAILED:   'EEE EEE EEE E EE EEE',
  AUTHORIZATIONFAILED:    'EEE EEE EEE E EE EEE',
  BADCHARSET:             'EEE LLL EEE L EE EEL',
  CANNOT:                 'EEE LLL EEE L EE EEL',
  CAPABILITY:             'LEE LLL LLL L LS WWL',
  CLIENTBUG:              'EEE LLL EEE L EE EEL',
  CONTACTADMIN:           'EEE EEE EEE E EE EEE',
  COPYUID:                'LEE LLL LLL L LS WWL',
  CORRUPTION:             'EEE EEE EEE E EE EEE',
  EXPIRED:                'EEE EEE EEE E EE EEE',
  EXPUNGEISSUED:          'LLL LLL LLL L LS WWL',
  INUSE:                  'WWW LLL WWW L WW WWL',
  LIMIT:                  'WWW LLL WWW L WW WWL',
  NONEXISTENT:            'EEE LLL EEE L EE EEL',
  NOPERM:                 'EEE LLL EEE L EE EEL',
  OVERQUOTA:              'WEE WEE WWW W WW WWW',
  PARSE:                  'WWW SSS WWW S WW WWS',
  PERMANENTFLAGS:         'LEE LLL LLL L LS WWL',
  PRIVACYREQUIRED:        'EEE EEE EEE E EE EEE',
  'READ-ONLY':            'SEE SSS SSS S SS WWS',
  'READ-WRITE':           'SEE SSS SSS S SS WWS',
  SERVERBUG:              'EEE LLL EEE L EE EEL',
  TRYCREATE:              'WWW LLL WWW L WW WWL',
  UIDNEXT:                'LEE LLL LLL L LS WWL',
  UIDVALIDITY:            'LEE LLL LLL L LS WWL',
  UNAVAILABLE:            'WWW LLL WWW L WW WWL',
  UNSEEN:                 'LEE LLL LLL L LS WWL',
};

const seed = readFileSync(new URL('../../fixtures/codes/response-codes-35.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const statuses = ['OK', 'NO', 'BAD', 'PREAUTH', 'BYE'];

test('the expectation covers the 35: the 30 codes, and the five statuses in the row without a code', () => {
  assert.deepEqual(
    Object.keys(expected).sort(),
    ['(no code)', ...seed.filter((name) => !statuses.includes(name))].sort(),
  );
});

for (const [name, row] of Object.entries(expected)) {
  test(`${name} on every line surfaces as the specification says`, () => {
    const wanted = row.replaceAll(' ', '');
    assert.equal(wanted.length, columns.length);
    columns.forEach(([column, build], index) => {
      const decision = decide(build(name === '(no code)' ? null : codeOf(name)));
      assert.equal(decision.surface, letters[wanted[index] ?? ''], `${name}, ${column}`);
    });
  });
}

/** What the person is offered, from the table of the specification, on the line where it usually comes. */
const offered: Readonly<Record<string, readonly string[]>> = {
  ALERT: ['acknowledge', 'showInLog'],
  ALREADYEXISTS: ['openThatMailbox', 'chooseAnotherName'],
  APPENDUID: ['undo', 'reveal'],
  AUTHENTICATIONFAILED: ['enterPassword', 'editAccount'],
  AUTHORIZATIONFAILED: ['editAccount'],
  BADCHARSET: ['retryInUsAscii'],
  CANNOT: ['showInLog', 'copyReport'],
  CLIENTBUG: ['copyReport'],
  CONTACTADMIN: ['copyForAdministrator'],
  COPYUID: ['undo', 'reveal'],
  CORRUPTION: ['copyForAdministrator'],
  EXPIRED: ['signInAgain'],
  INUSE: ['retryNow'],
  LIMIT: ['showInLog'],
  NONEXISTENT: ['refreshMailboxes'],
  NOPERM: ['showMyRights'],
  OVERQUOTA: ['showQuota'],
  PARSE: ['viewSource'],
  PRIVACYREQUIRED: ['turnOnTls'],
  'READ-ONLY': ['reopen'],
  SERVERBUG: ['copyReport'],
  TRYCREATE: ['createMailboxAndRetry'],
  UNAVAILABLE: ['retryNow'],
  UNSEEN: ['goToFirstUnread'],
};

test('each code offers what the specification lists, the rest offer nothing', () => {
  const success = [
    'APPENDUID',
    'COPYUID',
    'CAPABILITY',
    'EXPUNGEISSUED',
    'PERMANENTFLAGS',
    'READ-ONLY',
    'READ-WRITE',
    'UIDNEXT',
    'UIDVALIDITY',
    'UNSEEN',
  ];
  for (const name of seed.filter((candidate) => !statuses.includes(candidate))) {
    const decision = decide(tagged(success.includes(name) ? 'OK' : 'NO', codeOf(name), 'user'));
    assert.deepEqual(decision.actions, offered[name] ?? [], name);
  }
  assert.deepEqual(decide(tagged('NO', null, 'user')).actions, ['retry', 'showInLog']);
  assert.deepEqual(decide(event('NO', null)).actions, ['showInLog']);
  assert.deepEqual(decide(tagged('BAD', null, 'user')).actions, ['showInLog', 'copyReport']);
  assert.deepEqual(decide(event('BAD', null)).actions, ['showInLog']);
  assert.deepEqual(decide(event('BYE', null)).actions, ['reconnect', 'showInLog']);
});

test('lasting conditions are told', () => {
  assert.deepEqual(decide(event('PREAUTH', null, { greeting: true })).states, ['pre-authenticated']);
  assert.deepEqual(decide(event('PREAUTH', codeOf('CAPABILITY'), { greeting: true })).states, ['pre-authenticated']);
  assert.deepEqual(decide(event('BYE', null)).states, ['disconnected']);
  assert.deepEqual(decide(event('BYE', codeOf('OVERQUOTA'))).states, ['over-quota', 'disconnected']);
  assert.deepEqual(decide(event('BYE', null, { afterLogout: true })).states, []);
  assert.deepEqual(decide(tagged('NO', codeOf('OVERQUOTA'), 'background')).states, ['over-quota']);
  assert.deepEqual(decide(tagged('NO', codeOf('CORRUPTION'), 'background')).states, ['corrupt']);
  assert.deepEqual(decide(event('OK', codeOf('READ-ONLY'))).states, ['read-only']);
  assert.deepEqual(decide(event('OK', codeOf('READ-WRITE'))).states, ['read-write']);
  assert.deepEqual(decide(event('OK', codeOf('PARSE'))).states, ['malformed-message']);
});

test('READ-ONLY is news only where it was read-write before', () => {
  assert.equal(decide(event('OK', codeOf('READ-ONLY')), { wasReadWrite: true }).surface, 'info');
  assert.equal(decide(event('OK', codeOf('READ-ONLY')), { wasReadWrite: false }).surface, 'state');
});

test('UIDVALIDITY is news only where it changed', () => {
  assert.equal(decide(event('OK', codeOf('UIDVALIDITY')), { uidValidityChanged: true }).surface, 'info');
});

test('BADCHARSET is quiet while the search is repeated in another charset, and loud once that was tried', () => {
  const refused = tagged('NO', { name: 'BADCHARSET', charsets: ['US-ASCII', 'UTF-8'] }, 'user');
  assert.equal(decide(refused).surface, 'log');
  assert.equal(decide(refused, { charsetRetried: false }).surface, 'log');
  assert.equal(decide(refused, { charsetRetried: true }).surface, 'error');
});

test('BADCHARSET without a list is quiet too where the search is repeated: no person is told of what then works', () => {
  const refused = tagged('NO', { name: 'BADCHARSET', charsets: [] }, 'user');
  assert.equal(decide(refused, { charsetRetried: false }).surface, 'log');
  assert.equal(decide(refused, { charsetRetried: true }).surface, 'error');
  assert.equal(decide(refused).surface, 'error', 'nobody knows of a repetition');
});

test('the rest of the registry', () => {
  const rest: readonly (readonly [StatusEvent, Surface])[] = [
    [tagged('OK', { name: 'MODIFIED', set: [] }, 'user'), 'warning'],
    [event('OK', { name: 'INPROGRESS', tag: 'a1', progress: 1, goal: 2 }, { command: command('user') }), 'progress'],
    [event('OK', { name: 'INPROGRESS', tag: 'a1', progress: 1, goal: 2 }, { command: command('background') }), 'state'],
    [tagged('NO', { name: 'REFERRAL', urls: ['imap://other.example/'] }, 'background'), 'warning'],
    [event('NO', { name: 'WEBALERT', url: 'https://accounts.example.com/' }), 'warning'],
    [tagged('OK', { name: 'METADATA', problem: 'LONGENTRIES', size: 2199 }, 'user'), 'log'],
    [tagged('NO', { name: 'METADATA', problem: 'TOOMANY' }, 'user'), 'error'],
    [event('NO', codeOf('UIDNOTSTICKY')), 'log'],
    [tagged('OK', codeOf('THROTTLED'), 'user'), 'state'],
    [tagged('NO', codeOf('THROTTLED'), 'user'), 'error'],
    [tagged('NO', codeOf('HASCHILDREN'), 'user'), 'error'],
    [tagged('NO', codeOf('COMPRESSIONACTIVE'), 'user'), 'log'],
  ];
  for (const [line, surface] of rest) assert.equal(decide(line).surface, surface, JSON.stringify(line.status));
});

test('the table has a row for every status and code of the catalogue, the last of them without a condition', () => {
  for (const entry of all.filter((candidate) => candidate.kind !== 'class')) {
    const rows = rowsOf(entry.name);
    assert.ok(rows.length > 0, entry.name);
    for (const tag of [undefined, 'a1'] as const) {
      for (const kind of ['OK', 'NO', 'BAD', 'PREAUTH', 'BYE'] as const) {
        assert.doesNotThrow(() =>
          decide(event(kind, { name: 'malformed', code: entry.name, args: 'x' }, tag === undefined ? {} : { tag })),
        );
      }
    }
  }
});
