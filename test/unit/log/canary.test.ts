import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { toEntry } from '../../../extension/accounts/account-entries.ts';
import { describeError } from '../../../extension/accounts/describe-error.ts';
import { parseAccounts } from '../../../extension/accounts/parse-accounts.ts';
import type { Credentials } from '../../../extension/imap/client/api.ts';
import { connectImap } from '../../../extension/imap/client/connect.ts';
import { debugSink } from '../../../extension/imap/trace/debug-sink.ts';
import { printRecord, type DebugLevel } from '../../../extension/imap/trace/print.ts';
import { connectionText, mergedText } from '../../../extension/log/log-text.ts';
import { reportAround } from '../../../extension/log/report.ts';
import { TraceStore } from '../../../extension/log/trace-store.ts';
import { rejection } from '../imap/failure.ts';
import { turns, until } from '../imap/manual-clock.ts';
import { scene } from '../imap/scripted-server.ts';
import { ada } from './records.ts';

/** An atom, what must be quoted, what must be a literal. */
const passwords = ['canaryAtom7f3a', 'canary "quoted\\ 7f3a', 'canary lîteral ✓ 7f3a'];
const token = 'ya29.canary-t0ken-7f3a';
const levels: readonly DebugLevel[] = [1, 2, 3, 4, 5];

/** How a secret may look on the wire or in a careless log. */
function formsOf(secret: string): string[] {
  const octets = Buffer.from(secret);
  const base64 = [0, 1, 2].map((pad) =>
    Buffer.concat([Buffer.alloc(pad, 'x'), octets])
      .toString('base64')
      .slice(4, -4),
  );
  const quoted = secret.replace(/["\\]/g, '\\$&');
  return [secret, quoted, octets.toString('latin1'), octets.toString('hex'), encodeURIComponent(secret), ...base64];
}

interface Case {
  readonly offered: string;
  readonly credentials: Credentials;
  readonly secret: string;
}

const mechanisms = ['', 'LITERAL+', 'AUTH=PLAIN SASL-IR', 'AUTH=PLAIN', 'AUTH=LOGIN', 'AUTH=CRAM-MD5'];
const cases: readonly Case[] = [
  ...passwords.flatMap((password) =>
    [...mechanisms, 'AUTH=SCRAM-SHA-1', 'AUTH=SCRAM-SHA-256 SASL-IR'].map((offered) => ({
      ...{ offered, secret: password },
      credentials: { kind: 'password', user: 'alice', password } as const,
    })),
  ),
  ...['AUTH=XOAUTH2', 'AUTH=XOAUTH2 SASL-IR', 'AUTH=OAUTHBEARER', 'AUTH=OAUTHBEARER SASL-IR'].map((offered) => ({
    ...{ offered, secret: token },
    credentials: { kind: 'token', user: 'alice', accessToken: token, vendor: 'shop' } as const,
  })),
];

/** What a server may do with a line it was sent and does not want. */
function repeated(line: string): readonly string[] {
  const decoded = Buffer.from(line, 'base64')
    .toString('latin1')
    .replace(/[\0\x01]/g, ' ');
  return [
    `* BAD Unknown command ${line} was left out`,
    `* BAD [XREFUSED ${line.replace(/[[\]]/g, '')}] No such command.`,
    `* NO What is ${decoded} to me?`,
    `* XHEARD ${line} from you`,
    `${line} BAD Unknown tag`,
    `${line.replace(/^A\d+ /, '')} BAD Unknown tag`,
  ];
}

interface Played {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly lines: number;
  readonly text: string | null;
}

/** A sign-in that is refused, and all that is written of it. @param answer the refusal's text, and what comes before it. */
async function refused(
  { offered, credentials }: Case,
  challenges: number,
  answer: (heard: readonly string[]) => { readonly before: readonly string[]; readonly text: string },
): Promise<Played> {
  const store = new TraceStore();
  const printed: string[] = [];
  const sinks = [store.sink(ada), ...levels.map((level) => debugSink(level, (line) => printed.push(line)))];
  const one = scene({
    trace: (record) => {
      for (const sink of sinks) sink(record);
    },
  });
  one.server.say(`* OK [CAPABILITY IMAP4rev1 ${offered}] hi`);
  const client = await connectImap(one.options);
  const signing = rejection(client.signIn(credentials));
  const [tag = '', first = ''] = await one.server.expect(/^(\S+) ((?:LOGIN|AUTHENTICATE).*)/);
  for (let round = 0; round < challenges; round++) {
    one.server.say(`+ ${Buffer.from('r=challenge,s=AAAA,i=4096').toString('base64')}`);
    await turns();
  }
  const heard = [first, first.split(' ').at(-1) ?? '', ...one.server.unread.split('\r\n')].filter(
    (line) => line.length > 1,
  );
  const { before, text } = answer(heard);
  one.server.say(...before, `${tag} NO [AUTHENTICATIONFAILED] ${text}`);
  const error = await signing;
  one.server.close();
  await until(() => one.server.ended);
  const traces = store.connections();
  const records = traces.flatMap((trace) => [...trace.ring]);
  assert.ok(records.length > 4 && printed.length > 4);
  const outputs = {
    trace: traces,
    'log of a connection': traces.map((trace) => connectionText(trace).text()),
    'log of an account': mergedText(traces).text(),
    reports: records.map(({ connection, index }) => reportAround(store, connection, index)),
    'printed records': records.map((record) => levels.map((level) => printRecord(record, level))),
    'debug output': printed,
    error: [error, error.stack, error.sent, error.text, JSON.stringify(error), String(error)],
    'words for people': describeError(error, { host: 'imap.example.org', user: 'alice' }),
    events: one.events,
  };
  return { outputs, lines: records.length, text: error.text };
}

function assertUnknown({ outputs }: Played, { offered, secret }: Case): void {
  for (const [name, output] of Object.entries(outputs)) {
    const seen = inspect(output, { depth: 20, maxStringLength: Infinity, maxArrayLength: Infinity });
    for (const form of formsOf(secret))
      assert.ok(!seen.includes(form) && !seen.includes(inspect(form).slice(1, -1)), `${name}, ${offered}: ${form}`);
  }
}

test('fault 18: no form of a secret reaches trace, log documents, reports, debug output, errors or their words', async () => {
  for (const one of cases) assertUnknown(await refused(one, 4, () => ({ before: [], text: 'no' })), one);
});

test('fault 18: a server that repeats what it was sent makes no secret known', async () => {
  let refusals = 0;
  for (const one of cases) {
    const challenges = one.offered.includes('SASL-IR') ? 0 : one.offered === 'AUTH=LOGIN' ? 2 : 1;
    const played = await refused(one, challenges, (heard) => ({
      before: heard.flatMap(repeated),
      text: `no use for ${heard.join(' nor ')}, nor for alice ${Buffer.from(one.secret).toString('latin1')}.`,
    }));
    assertUnknown(played, one);
    assert.ok(played.lines > 10);
    if (played.text === null) continue;
    assert.match(played.text, /^no use for .*<secret>.*, nor for alice <secret>\.$/);
    refusals++;
  }
  assert.ok(refusals > 20);
});

test('fault 18: settings hold no secret, and what is told of wrong settings repeats none', () => {
  const entry = { id: 'a', host: 'imap.example.org', user: 'alice', port: 993, security: 'tls' };
  const [account] = parseAccounts([entry]).accounts;
  assert.ok(account !== undefined);
  const careless = { ...account, password: token, accessToken: token, proxyPassword: token };
  assert.ok(!JSON.stringify(toEntry(careless)).includes(token));
  const wrong = [
    { ...entry, password: token },
    { ...entry, id: 'b', token },
    { ...entry, id: 'c', proxy: `http://alice:${token}@proxy.example.org:8080` },
  ];
  const { problems, accounts } = parseAccounts(wrong);
  assert.equal(problems.length, 3);
  assert.ok(!JSON.stringify([problems, accounts]).includes(token));
});
