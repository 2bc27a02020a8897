import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as imap from '../../extension/imap/index.ts';
import { answerSelect, signedIn } from './imap/scripted-server.ts';
import { extensions } from './surface/extensions.ts';
import { imapclient, type Surface } from './surface/imapclient.ts';
import { imaplib } from './surface/imaplib.ts';
import { PublicTypes } from './surface/reach.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const readme = read('extension/imap/README.md');
const suite = read('test/servers/CAPABILITIES.md').split('\n## ')[0] ?? '';
const types = new PublicTypes(root);

/** Lines of a fixture. */
function lines(name: string): readonly string[] {
  return read(`test/fixtures/api-surface/${name}.txt`)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** A call and its parameters, each an entry of its own. */
function calls(name: string): readonly string[] {
  return lines(name).flatMap((line) => {
    const [call = '', ...parameters] = line.split(' ');
    return [call, ...parameters.map((one) => `${call} ${one}`)];
  });
}

describe('every line of the surface asked for has its counterpart', () => {
  let objects: ReadonlyMap<string, object>;
  let end: () => void;
  before(async () => {
    const { client, server } = await signedIn();
    const selecting = client.select('INBOX');
    await answerSelect(server, 1);
    const mailbox = await selecting;
    const idling = mailbox.startIdle();
    const idle = await server.command('IDLE');
    server.say('+ idling', `${idle.tag} OK done`);
    await idling.done();
    objects = new Map<string, object>([
      ['client', client],
      ['mailbox', mailbox],
      ['idling', idling],
    ]);
    end = () => client.destroy();
  });
  after(() => end());

  /** Walks `client.mailboxes.create` in what runs; a type alone could promise what nobody wrote. */
  function runs(path: string): boolean {
    const [first = '', ...names] = path.replace(/(?:=>|=|\().*$/s, '').split('.');
    let at: unknown = objects.get(first);
    if (at === undefined) return true;
    for (const name of names)
      at =
        at === undefined || at === null
          ? undefined
          : Reflect.get(Object(at), name === 'asyncDispose' ? Symbol.asyncDispose : name);
    return at !== undefined;
  }

  function exists(ours: string): boolean {
    const [, kind, rest = ''] = /^(test|suite):(.*)$/s.exec(ours) ?? [];
    if (kind === 'suite') return new RegExp(`^\\| \`${rest.replaceAll('+', '\\+')}\` \\|`, 'm').test(suite);
    if (kind === undefined) return types.has(ours) && runs(ours);
    const [file = '', name = ''] = rest.split(/: (.*)/s);
    const path = `test/${file}.test.ts`;
    return existsSync(join(root, path)) && read(path).includes(`'${name}'`);
  }

  for (const [name, table, asked] of [
    ['IMAPClient', imapclient, calls('imapclient')],
    ['imaplib', imaplib, calls('imaplib')],
    ['extensions', extensions, lines('extensions')],
  ] as const satisfies readonly (readonly [string, Surface, readonly string[]])[]) {
    it(`${name}: the table has an entry for each line, and none besides`, () => {
      assert.deepEqual(Object.keys(table).sort(), [...asked].sort());
    });
    for (const [entry, ours] of Object.entries<string | readonly string[]>(table)) {
      it(`${name}: ${entry}`, () => {
        for (const one of typeof ours === 'string' ? [ours] : ours) assert.ok(exists(one), `${one} does not exist`);
      });
    }
  }

  it('the programs of the tutorial have a test each, with a real server', () => {
    const programs = [...read('test/servers/tutorial.test.ts').matchAll(/^ {2}it\('(\d+) /gm)].map(([, n]) =>
      Number(n),
    );
    assert.deepEqual(
      programs,
      Array.from({ length: 18 }, (_, index) => index + 1),
    );
  });

  for (const name of ['imapclient', 'imaplib']) {
    it(`${name}: the README names every call`, () => {
      const named = lines(name).map((line) => line.split(' ')[0] ?? '');
      const missing = named.filter((call) => /^[a-z]\w+$/.test(call) && !readme.includes(`\`${call}\``));
      assert.deepEqual(missing, []);
    });
  }

  it('the README names nothing of ours that does not exist', () => {
    const spans = ourSpans(readme);
    assert.ok(spans.length > 100, String(spans.length));
    assert.deepEqual(
      spans.flatMap((span) => unknownIn(span)),
      [],
    );
  });

  /** What a code span names that is not there. `.rename` goes on from the path before it. */
  function unknownIn({ span, before: base }: Span): readonly string[] {
    const code = span.replace(/'[^']*'|\b[A-Z0-9]+=[A-Z0-9]+/g, "''");
    const paths = [...code.matchAll(/(?<![\w.])(?:client|mailbox|idling)(?:\.\w+)+/g)].map(([path]) => path);
    if (/^\.\w+$/.test(code) && base !== null) paths.push(base + code);
    const rest =
      paths.length > 0 && code.startsWith('.') ? '' : paths.reduce((text, path) => text.replace(path, ''), code);
    const words = (rest.match(/[A-Za-z_][\w-]*/g) ?? []).filter((word) => !language.has(word));
    const values = [...span.matchAll(/\b(?:kind|protect|operation): '([^']*)'/g)].map(([, value = '']) => value);
    return [
      ...paths.filter((path) => !exists(path)),
      ...[...words, ...values].filter((word) => !types.words().has(word) && !objects.has(word)),
    ];
  }

  it('notices what is not there', () => {
    for (const ours of [
      'frobnicate',
      'client.mailboxes.frobnicate',
      'mailbox.find(frobnicate)',
      'mailbox.find=>frobnicate',
      'Envelope.address',
      "ImapErrorDetail.kind='frobnicate'",
      'suite:FROBNICATE',
      'test:unit/imap/client-extensions: frobnicate',
      'test:unit/frobnicate: dates, flags, sets and letters as text',
    ])
      assert.equal(exists(ours), false, ours);
    const unknown = (span: string): readonly string[] => unknownIn({ span, before: 'client.mailboxes' });
    assert.deepEqual(unknown("client.signIn({ kind: 'passwort', frob })"), ['frob', 'passwort']);
    assert.deepEqual(unknown('.frob'), ['client.mailboxes.frob']);
    assert.deepEqual(unknown('.create'), []);
    assert.deepEqual(unknown('mailbox.frob()'), ['mailbox.frob']);
  });

  it('flags and special uses are those of the RFCs', () => {
    assert.deepEqual(Object.values(imap.systemFlags), [
      '\\Answered',
      '\\Deleted',
      '\\Draft',
      '\\Flagged',
      '\\Recent',
      '\\Seen',
    ]);
    assert.equal(imap.specialUses.trash, '\\Trash');
  });
});

interface Span {
  readonly span: string;
  /** The object of the full path before it in the same cell. */
  readonly before: string | null;
}

/** What a program holds beside names of ours. */
const language = new Set(
  'await using try finally const for of new Date true false null undefined console error log process env npm run build'.split(
    ' ',
  ),
);

/** Code spans of the README's lists, and of its tables but for the first column, which is the Python libraries'. */
function ourSpans(markdown: string): readonly Span[] {
  const prose = markdown.replace(/^```.*?^```/gms, '').split('\n');
  return prose.flatMap((line) => {
    const cell = line.startsWith('|') ? line.split('|').slice(2).join('|') : /^( {2}|- )/.test(line) ? line : '';
    let before: string | null = null;
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, span = '']): Span => {
      const path = /^((?:client|mailbox)(?:\.\w+)*)\.\w+/.exec(span)?.[1];
      if (path !== undefined) before = path;
      return { span, before };
    });
  });
}
