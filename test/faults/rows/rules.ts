import type { FaultRow, Seed } from '../row.ts';

const unit = (file: string, name: string): FaultRow['test'] => ({ file: `test/unit/${file}.test.ts`, name });
const rules = (name: string): FaultRow['test'] => unit('notifications/policy-rules', name);
const notifier = (name: string): FaultRow['test'] => unit('notifications/notifier', name);
const alerts = (name: string): FaultRow['test'] => unit('notifications/alerts', name);
const cleaned = (name: string): FaultRow['test'] => unit('notifications/sanitise-text', name);
const seed = (file: string, find: string, replace: string): Seed => ({ file: `extension/${file}.ts`, find, replace });
const policy = (find: string, replace: string): Seed => seed('notifications/policy', find, replace);
const notify = (find: string, replace: string): Seed => seed('notifications/notifier', find, replace);
const codes = (find: string, replace: string): Seed => seed('notifications/text-codes', find, replace);
const statusEvents = (find: string, replace: string): Seed => seed('imap/session/status-events', find, replace);

const told = unit('imap/engine-commands', 'every status response reaches the listener with what belongs to it');

/** Rule n of the response-code policy is row 70 + n. */
export const responseRules: readonly FaultRow[] = [
  {
    row: 71,
    fault: 'continuation text',
    test: rules('rule 1: continuation text reaches the policy too'),
    seed: policy(
      'const codes = codesOf(event.status.code, event.status.text);',
      "const codes = event.status.type === 'status' ? codesOf(event.status.code, event.status.text) : [];",
    ),
    bug: 'codes on a continuation are not looked at',
  },
  {
    row: 71,
    fault: 'account, mailbox, command, encryption, place in the log',
    test: told,
    seed: statusEvents('mailbox: command?.mailbox ?? view.mailbox?.name ?? null,', 'mailbox: null,'),
    bug: 'nobody is told the mailbox',
  },
  {
    row: 71,
    fault: 'every code on every kind of line',
    test: unit('notifications/every-code', 'ALERT: on every line, through connection, engine, client and policy'),
    seed: statusEvents('trusted: trusted(),', 'trusted: trusted() && !greeting,'),
    bug: 'no greeting is trusted',
  },
  {
    row: 72,
    fault: 'whatever else the line says',
    test: rules('rule 2: ALERT is modal whatever else the line says'),
    seed: seed(
      'notifications/policy-table',
      "{ code: 'ALERT', surface: 'modal', needsPerson: true,",
      "{ code: 'ALERT', kinds: ['OK', 'NO', 'BAD', 'PREAUTH'], surface: 'modal', needsPerson: true, actions: [] },\n  { code: 'ALERT', surface: 'warning', needsPerson: true,",
    ),
    bug: 'in a BYE it is a mere warning',
  },
  {
    row: 72,
    fault: 'behind another code',
    test: rules('rule 2: ALERT with a payload, in lower case, without text, or behind another code is still an ALERT'),
    seed: policy("if (codes.includes('ALERT')) return 'ALERT';", ''),
    bug: 'the first code wins',
  },
  {
    row: 72,
    fault: 'three at once',
    test: alerts('three alerts at once are shown one after another, none dropped'),
    seed: seed('notifications/alert-queue', 'if (this.#open || this.#disposed) return;', 'if (this.#disposed) return;'),
    bug: 'dialogs open over each other',
  },
  {
    row: 72,
    fault: 'the same text again',
    test: alerts('the same text of the same account is shown once in the session, and counted in the list'),
    seed: notify(
      "keyOf(event.account, event.status.text), 'session').show;",
      "keyOf(event.account, event.status.text), 'half-minute').show;",
    ),
    bug: 'it is shown again after half a minute',
  },
  {
    row: 72,
    fault: 'before encryption',
    test: rules('rule 2: nothing before encryption is shown, whatever it is'),
    seed: policy('if (!event.trusted) {', 'if (!event.trusted && !codes.includes("ALERT")) {'),
    bug: 'an alert is believed before encryption',
  },
  {
    row: 72,
    fault: 'the settings',
    test: unit('notifications/levels', 'an alert cannot be switched off'),
    seed: seed(
      'notifications/levels',
      "if (surface === 'modal' || !trusted) return decision;",
      'if (!trusted) return decision;',
    ),
    bug: 'a setting switches it off',
  },
  {
    row: 73,
    fault: 'links, commands and icons',
    test: alerts('hostile text stays text'),
    seed: seed(
      'notifications/messages',
      "words.text === '' ? translate('The server sent an alert without a text.') : words.text",
      'event.status.text',
    ),
    bug: 'the dialog shows the text as it came',
  },
  {
    row: 73,
    fault: 'a link',
    test: cleaned('no link in server text survives'),
    seed: seed(
      'notifications/sanitise-text',
      "else if (point === '(' && (last?.endsWith(']') || last?.endsWith('$'))) piece = ' (';",
      '',
    ),
    bug: 'brackets before parentheses stay together',
  },
  {
    row: 73,
    fault: 'bidi characters',
    test: cleaned('bidi overrides are shown by number'),
    seed: seed(
      'notifications/sanitise-text',
      'return invisible.test(point) ? byNumber(point) : point;',
      'return point;',
    ),
    bug: 'hidden characters stay hidden',
  },
  {
    row: 73,
    fault: 'length',
    test: cleaned('500 characters and not one more'),
    seed: seed('notifications/sanitise-text', 'if (length + size > limit) {', 'if (length + size > limit * 8) {'),
    bug: 'eight times as much is shown',
  },
  {
    row: 73,
    fault: 'a long text leads to the log',
    test: notifier('long text is cut and the log is offered for the rest'),
    seed: seed('notifications/messages', '(words.cut || offered.length === 0) &&', 'offered.length === 0 &&'),
    bug: 'the rest cannot be found',
  },
  {
    row: 74,
    fault: 'the same within 30 s',
    test: notifier('the same within 30 s is one notification; a person who tried again is told in passing'),
    seed: seed('notifications/dedupe', 'now - one.at < halfMinute', 'now < one.at'),
    bug: 'each is a notification of its own',
  },
  {
    row: 74,
    fault: 'another text, mailbox or account',
    test: notifier('another text, mailbox or account is another notification'),
    seed: notify(
      'keyOf(event.account, decision.code, place, event.status.text, where)',
      'keyOf(event.account, decision.code, event.status.text, where)',
    ),
    bug: 'mailboxes are not told apart',
  },
  {
    row: 74,
    fault: 'heard by every connection of the account',
    test: notifier('what every connection of an account is told is one notification, with a mailbox selected or none'),
    seed: notify('const related = isAnswer(event)', 'const related = true'),
    bug: 'one notification for each connection',
  },
  {
    row: 74,
    fault: 'a command in the background',
    test: rules('rule 4: a background command raises state and log only'),
    seed: policy('isBackground(event) && row.needsPerson !== true && isLoud(row.surface)', 'false'),
    bug: 'the background is as loud as the person',
  },
  {
    row: 74,
    fault: 'codes that need the person',
    test: rules('rule 4: codes that need the person surface for background commands'),
    seed: policy(
      'isBackground(event) && row.needsPerson !== true && isLoud(row.surface)',
      'isBackground(event) && isLoud(row.surface)',
    ),
    bug: 'they are kept quiet too',
  },
  {
    row: 75,
    fault: 'an unknown code',
    test: rules('rule 5: an unknown code is kept, logged, and no error of its own'),
    seed: codes(
      'code === null ? [] : [codeName(code).toUpperCase()]',
      "code === null || code.name === 'other' ? [] : [codeName(code).toUpperCase()]",
    ),
    bug: 'unknown codes are forgotten',
  },
  {
    row: 75,
    fault: 'a code without text, or one that does not parse',
    test: unit(
      'notifications/bad-input',
      'a code without text, an unknown code, a lower-case one and a payload that does not parse',
    ),
    seed: notify(
      'this.#ports.responses.add(event, decision);',
      'if (!decision.notDefined) this.#ports.responses.add(event, decision);',
    ),
    bug: 'what nobody knows is not listed',
  },
  {
    row: 76,
    fault: 'NO and BAD to a command',
    test: rules('rule 6: NO and BAD without a code: error for the person, log for the background'),
    seed: seed(
      'notifications/policy-table',
      "{ code: 'NO', tagged: true, surface: 'error',",
      "{ code: 'NO', tagged: true, surface: 'warning',",
    ),
    bug: 'a refusal is a warning',
  },
  {
    row: 76,
    fault: 'an untagged BAD',
    test: rules('rule 6: untagged BAD is a warning, even while a background command runs'),
    seed: seed(
      'notifications/policy-table',
      "{ code: 'BAD', tagged: false, surface: 'warning', needsPerson: true,",
      "{ code: 'BAD', tagged: false, surface: 'warning',",
    ),
    bug: 'it is kept quiet while the mailbox idles',
  },
  {
    row: 76,
    fault: 'a failure whose code is only for the log',
    test: rules('rule 6: a failure is not hidden by a code that is only for the log'),
    seed: policy('if (!turnsConnection && !hidesFailure) return alone;', 'if (!turnsConnection) return alone;'),
    bug: 'the code hides that the command failed',
  },
  {
    row: 77,
    fault: 'in lower case',
    test: rules('rule 7: lower case is the same code'),
    seed: codes('[codeName(code).toUpperCase()]', '[codeName(code)]'),
    bug: 'small letters are another code',
  },
  {
    row: 77,
    fault: 'at the front of the text',
    test: rules('rule 7: codes at the front of the text are found, brackets around words are not codes'),
    seed: codes("if (entry?.kind !== 'code') break;", "if (entry?.kind === 'code') break;"),
    bug: 'the first bracket ends the search',
  },
  {
    row: 77,
    fault: 'behind the text',
    test: rules("rule 7: Gmail's THROTTLED stands behind the text"),
    seed: codes("if (end !== null && !names.includes('THROTTLED')) names.push('THROTTLED');", ''),
    bug: 'what stands behind is not looked at',
  },
];
