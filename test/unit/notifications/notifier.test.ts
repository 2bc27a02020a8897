import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailboxFromDisplay } from '../../../extension/imap/wire/mailbox-name.ts';
import { codeOf, command, event, tagged } from './events.ts';
import { from, paperWindow, settle } from './fakes.ts';

test('a refusal says who, where, what and which code, and offers what helps', async () => {
  const window = paperWindow();
  const mailbox = mailboxFromDisplay('Archiv/Bücher', false);
  window.notifier.handle(from('ada', tagged('NO', codeOf('TRYCREATE'), 'user', { text: 'No such mailbox', mailbox })));
  assert.deepEqual(window.shown, [
    {
      surface: 'warning',
      text: 'ada@example.org · Archiv/Bücher: COPY failed: No such mailbox · TRYCREATE',
      detail: null,
      actions: [{ id: 'createMailboxAndRetry', label: 'Create Mailbox and Retry' }],
    },
  ]);
  await window.close('createMailboxAndRetry');
  assert.deepEqual(window.ran, ['createMailboxAndRetry']);
});

test('an action that nothing can carry out is not offered', () => {
  const window = paperWindow({ actions: { showInLog: () => undefined } });
  window.notifier.handle(from('ada', tagged('NO', null, 'user')));
  assert.deepEqual(
    window.shown[0]?.actions.map((action) => action.id),
    ['showInLog'],
  );
});

test('the same within 30 s is one notification; a person who tried again is told in passing', async () => {
  const window = paperWindow();
  const refusal = from('ada', tagged('NO', codeOf('NOPERM'), 'user', { text: 'Access denied' }));
  window.notifier.handle(refusal);
  window.notifier.handle(refusal);
  window.notifier.handle(refusal);
  assert.equal(window.shown.length, 1);
  assert.deepEqual(
    window.again.at(-1),
    'ada@example.org: COPY failed: Access denied · NOPERM · 2 more times meanwhile',
  );
  assert.equal(window.responses.records[0]?.count, 3);
  window.clock.advance(30_000);
  window.notifier.handle(refusal);
  assert.match(window.shown[1]?.text ?? '', /2 more times meanwhile$/);
  await settle();
});

test('another text, mailbox or account is another notification', () => {
  const window = paperWindow();
  const refusal = tagged('NO', codeOf('NOPERM'), 'user', { text: 'Access denied' });
  window.notifier.handle(from('ada', refusal));
  window.notifier.handle(from('bob', refusal));
  window.notifier.handle(from('ada', { ...refusal, mailbox: mailboxFromDisplay('Sent', false) }));
  window.notifier.handle(from('ada', tagged('NO', codeOf('NOPERM'), 'user', { text: 'Denied' })));
  assert.equal(window.shown.length, 4);
});

test('what every connection of an account is told is one notification, with a mailbox selected or none', () => {
  const inbox = mailboxFromDisplay('INBOX', false);
  const sent = mailboxFromDisplay('Sent', false);
  for (const [first, second] of [
    [inbox, null],
    [null, inbox],
  ]) {
    const window = paperWindow();
    const say = (mailbox: typeof inbox | null | undefined) =>
      window.notifier.handle(from('ada', event('NO', codeOf('EXPIRED'), { mailbox: mailbox ?? null })));
    say(first);
    say(second);
    assert.equal(window.shown.length, 1);
    say(sent);
    assert.equal(window.shown.length, first === null ? 1 : 2, 'another mailbox is another matter');
    window.clock.advance(30_000);
    say(second);
    assert.equal(window.shown.length, first === null ? 2 : 3, 'half a minute later it is told again');
    // What answers a command is about its mailbox and no other.
    const answer = tagged('NO', codeOf('EXPIRED'), 'user', { mailbox: sent, text: 'Some words' });
    window.notifier.handle(from('bob', event('NO', codeOf('EXPIRED'))));
    window.notifier.handle(from('bob', answer));
    assert.match(window.shown.at(-1)?.text ?? '', /^bob@example\.org · Sent: COPY failed/);
  }
});

test('states and progress go to their ports, log goes nowhere else', () => {
  const window = paperWindow();
  window.notifier.handle(from('ada', event('OK', codeOf('READ-ONLY'))));
  window.notifier.handle(
    from(
      'ada',
      event('OK', { name: 'INPROGRESS', tag: 'a1', progress: 3, goal: 9 }, { command: command('user', 'SEARCH') }),
    ),
  );
  window.notifier.handle(from('ada', event('OK', codeOf('CAPABILITY'))));
  assert.deepEqual(
    window.states.map((told) => told.states),
    [['read-only'], ['in-progress']],
  );
  assert.equal(window.progress.length, 1);
  assert.equal(window.shown.length, 0);
  assert.equal(window.responses.records.length, 3);
});

test('PREAUTH where encryption is demanded: our words, not those of whoever sent them', () => {
  const window = paperWindow();
  window.notifier.handle(
    from('ada', event('PREAUTH', codeOf('ALERT'), { trusted: false, greeting: true, text: 'Visit evil.example' })),
  );
  assert.equal(window.shown[0]?.surface, 'error');
  assert.doesNotMatch(window.shown[0].text, /evil/);
  assert.match(window.shown[0].text, /could not be encrypted/);
});

test('WEBALERT shows the true host and offers only web pages', () => {
  const window = paperWindow();
  const say = (url: string) =>
    window.notifier.handle(
      from('ada', event('NO', { name: 'WEBALERT', url }, { text: `Web login required ${url.length}` })),
    );
  say('https://accounts.google.com@evil.example/signin');
  say('command:workbench.action.quit');
  say('https://аccounts.example/');
  assert.match(window.shown[0]?.text ?? '', /Address: evil\.example$/);
  assert.deepEqual(
    window.shown[0]?.actions.map((action) => action.id),
    ['openWebPage', 'showInLog'],
  );
  assert.deepEqual(
    window.shown[1]?.actions.map((action) => action.id),
    ['showInLog'],
  );
  assert.match(window.shown[2]?.text ?? '', /Address: xn--/);
});

test('long text is cut and the log is offered for the rest', () => {
  const window = paperWindow();
  window.notifier.handle(from('ada', tagged('NO', codeOf('OVERQUOTA'), 'user', { text: 'x'.repeat(600) })));
  assert.match(window.shown[0]?.text ?? '', /x{500}… · OVERQUOTA$/);
  assert.deepEqual(
    window.shown[0]?.actions.map((action) => action.id),
    ['showQuota', 'showInLog'],
  );
});

test('without words the catalogue speaks', async () => {
  const window = paperWindow();
  window.notifier.handle(from('ada', tagged('NO', codeOf('CONTACTADMIN'), 'background', { text: '' })));
  await settle();
  assert.match(window.shown[0]?.text ?? '', /Only the administrator/);
});

test('hostile names of mailbox and account stay text', () => {
  const window = paperWindow();
  const mailbox = { wire: 'x', display: '[a](command:b)\u202e' };
  window.notifier.handle({
    ...from('ada', tagged('NO', null, 'user', { mailbox, text: '(command:c)' })),
    accountLabel: 'Work [x]',
  });
  assert.equal(window.shown[0]?.text, 'Work [x] · [a] (command:b)⟨U+202E⟩: COPY failed: (command:c)');
});

test('a server that complains without end is heard a few times, then listed', () => {
  const window = paperWindow();
  for (let index = 0; index < 1000; index += 1)
    window.notifier.handle(from('ada', event('NO', null, { text: `warning ${index}` })));
  assert.equal(window.shown.length, 9);
  assert.match(window.shown[8]?.text ?? '', /only listed under Server Responses/);
  assert.equal(window.responses.records.length, 1000);
  window.clock.advance(30_000);
  window.notifier.handle(from('ada', event('NO', null, { text: 'later' })));
  assert.equal(window.shown.length, 10);
});

test('no flood drowns an answer; answers have a bound of their own', () => {
  const window = paperWindow();
  const chatter = (index: number) =>
    window.notifier.handle(
      from('ada', event('NO', null, { text: `warning ${index}`, command: command('user', 'APPEND') })),
    );
  for (let index = 0; index < 20; index += 1) chatter(index);
  const flooded = window.shown.length;
  window.notifier.handle(
    from('ada', tagged('NO', null, 'user', { text: 'No room', command: command('user', 'APPEND') })),
  );
  assert.equal(window.shown.at(-1)?.text, 'ada@example.org: APPEND failed: No room');
  assert.equal(window.shown.length, flooded + 1);
  for (let index = 0; index < 20; index += 1)
    window.notifier.handle(from('ada', tagged('NO', null, 'user', { text: `refused ${index}` })));
  // A tag of none of our commands is chatter too.
  window.notifier.handle(from('ada', event('NO', codeOf('EXPIRED'), { tag: 'zz9', text: 'Not ours' })));
  assert.equal(window.shown.length, flooded + 9);
  assert.match(window.shown.at(-1)?.text ?? '', /only listed under Server Responses/);
});

test('nothing that a port does reaches the connection', async () => {
  const window = paperWindow({
    actions: {
      retry: () => {
        throw new Error('synchronous');
      },
    },
  });
  window.notifier.handle(from('ada', tagged('NO', null, 'user')));
  await window.close('retry');
  assert.equal(window.faults.length, 1);
});

test('what a connection that is only tried hears is listed; only an ALERT is raised', () => {
  const window = paperWindow();
  const { notifier } = window;
  notifier.handleTrial(from('ada', tagged('NO', codeOf('AUTHENTICATIONFAILED'), 'user', { text: 'Wrong' })));
  notifier.handleTrial(from('ada', event('BYE', null, { text: 'Go away' })));
  notifier.handleTrial(from('ada', event('NO', codeOf('OVERQUOTA'))));
  assert.equal(window.shown.length, 0);
  assert.equal(window.states.length, 0);
  assert.deepEqual(
    window.responses.records.map((record) => [record.code, record.surface, record.severity]),
    [
      ['AUTHENTICATIONFAILED', 'log', 'error'],
      ['BYE', 'log', 'warning'],
      ['OVERQUOTA', 'log', 'warning'],
    ],
  );
  notifier.handleTrial(from('ada', tagged('NO', codeOf('ALERT'), 'user', { text: 'Maintenance at noon' })));
  assert.equal(window.shown[0]?.surface, 'modal');
});

test('a server that says goodbye on several connections is told once, without a mailbox', () => {
  const window = paperWindow();
  const bye = event('BYE', null, { text: 'Going down' });
  window.notifier.handle(from('ada', { ...bye, mailbox: mailboxFromDisplay('INBOX', false) }));
  window.notifier.handle(from('ada', bye));
  assert.deepEqual(
    window.shown.map((shown) => shown.text),
    ['ada@example.org: Going down'],
  );
});

test('an action that can do nothing about this response is not offered; words alone are not left either', () => {
  const window = paperWindow({ fits: (action) => action !== 'retry' && action !== 'showQuota' });
  window.notifier.handle(from('ada', tagged('NO', null, 'user', { text: 'Not now' })));
  window.notifier.handle(from('ada', tagged('NO', codeOf('OVERQUOTA'), 'user', { text: 'Full' })));
  assert.deepEqual(
    window.shown.map((shown) => shown.actions.map((action) => action.id)),
    [['showInLog'], ['showInLog']],
  );
});

test('a goodbye in a mailbox that has gone is listed, and told only if the account is not back by itself', async () => {
  for (const over of [true, false]) {
    const window = paperWindow({ overcome: () => Promise.resolve(over) });
    const mailbox = mailboxFromDisplay('Old', false);
    window.notifier.handle(from('ada', event('BYE', null, { mailbox, text: 'Mailbox is gone' })));
    await settle();
    assert.equal(window.shown.length, over ? 0 : 1);
    assert.equal(window.responses.records.length, 1);
    window.notifier.handle(from('ada', event('BYE', null, { text: 'Server goes down' })));
    assert.equal(window.shown.at(-1)?.text, 'ada@example.org: Server goes down', 'without a mailbox at once');
  }
});

test('what is in the context menu of a row is what its button would be, and does the same', async () => {
  const window = paperWindow({ fits: (action) => action !== 'editAccount' });
  const refused = from('ada', tagged('NO', codeOf('AUTHENTICATIONFAILED'), 'background'));
  window.notifier.handle(refused);
  const said = window.responses.said(1);
  assert.ok(said !== undefined);
  assert.deepEqual(window.notifier.offered(said.event, said.decision), ['enterPassword']);
  window.notifier.act('enterPassword', said.event, said.decision);
  await settle();
  assert.deepEqual(window.ran, ['enterPassword']);
});
