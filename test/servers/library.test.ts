import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { Linter } from 'eslint';
import { library } from '../../esbuild.library.mjs';
import { startDovecot, type Dovecot } from './dovecot.ts';
import { socksServer } from './proxy-server.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** This Node, and whatever else goes by that name on this machine and is not too old. */
async function installedNodes(): Promise<readonly string[]> {
  const found = new Map([[process.version, process.execPath]]);
  for (const place of (process.env.PATH ?? '').split(delimiter).filter((one) => !one.includes('node_modules'))) {
    const node = join(place, 'node');
    const version = await run(node, ['--version']).then(
      ({ stdout }) => stdout.trim(),
      () => '',
    );
    if (Number(/^v(\d+)/.exec(version)?.[1] ?? 0) >= 20 && !found.has(version)) found.set(version, node);
  }
  return [...found.values()];
}

describe('the core without the editor', () => {
  let dovecot: Dovecot;
  let dir: string;
  before(async () => {
    dovecot = await startDovecot();
    dir = await mkdtemp(join(tmpdir(), 'me-library-'));
    await build({
      absWorkingDir: root,
      ...library,
      outdir: dir,
      logLevel: 'silent',
    });
  });
  after(async () => {
    await dovecot.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it("runs the README's example", async () => {
    const { user } = dovecot.user('library');
    await dovecot.deliver(user, 'INBOX', 'Subject: hello from the README\r\n\r\nIts body.\r\n');
    const readme = await readFile(join(root, 'extension/imap/README.md'), 'utf8');
    const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? assert.fail('The README has no example.');
    const adapted = example
      .replace('./dist/imap.mjs', './imap.mjs')
      .replace(
        "host: 'imap.example.org', port: 993",
        `host: '127.0.0.1', port: ${dovecot.tlsPort}, ca: [process.env.CA]`,
      )
      .replace("user: 'alice'", `user: '${user}'`);
    assert.notEqual(adapted, example);
    await writeFile(join(dir, 'example.mjs'), adapted);
    const env = { ...process.env, IMAP_PASSWORD: 'secret', CA: dovecot.ca };
    // Node 20, the oldest that `engines` promises, knows ES2023; it may not be on this machine.
    const languageOptions = { ecmaVersion: 2023, sourceType: 'module' } as const;
    assert.deepEqual(new Linter().verify(adapted, { languageOptions }), []);
    for (const node of await installedNodes()) {
      const { stdout } = await run(node, [join(dir, 'example.mjs')], { env, timeout: 20_000 });
      assert.match(stdout, /^Sent \\Sent$/m, node);
      assert.match(stdout, /^1 messages$/m);
      assert.match(stdout, /^1 .*hello from the README$/m);
      assert.match(stdout, /^Its body\.\r$/m);
    }
  });

  it('reaches a server through a proxy', async (context) => {
    const proxy = await socksServer({ resolve: () => '127.0.0.1' });
    context.after(() => proxy.close());
    const { user, password } = dovecot.user('library');
    const program = `
      import { connect, openTls } from './imap.mjs';
      const { CA, TLS_PORT, PROXY, USER_NAME, PASSWORD } = process.env;
      const proxy = { kind: 'socks5', host: '127.0.0.1', port: Number(PROXY) };
      const open = (signal) =>
        openTls({ host: 'mail.invalid', serverName: 'localhost', port: Number(TLS_PORT), ca: [CA], proxy, signal });
      await using client = await connect({ protect: 'tls', open });
      await client.login(USER_NAME, PASSWORD);
      console.log((await client.list()).length > 0);
    `;
    await writeFile(join(dir, 'proxied.mjs'), program);
    const env = {
      CA: dovecot.ca,
      TLS_PORT: `${dovecot.tlsPort}`,
      PROXY: `${proxy.port}`,
      USER_NAME: user,
      PASSWORD: password,
    };
    const { stdout } = await run(process.execPath, [join(dir, 'proxied.mjs')], { env, timeout: 20_000 });
    assert.equal(stdout, 'true\n');
    assert.deepEqual(proxy.asked, [`mail.invalid:${dovecot.tlsPort}`]);
  });

  it('has types that a program of its own can use, and that find its faults', async () => {
    const declarations = ['-p', 'extension/imap/tsconfig.json', '--outDir', join(dir, 'imap-types')];
    await run(process.execPath, [tsc, ...declarations], { cwd: root });
    await writeFile(join(dir, 'imap.d.mts'), "export * from './imap-types/index.ts';\n");
    const program = [
      "import { scriptedServer, connect, type Mailbox } from './imap.mjs';",
      'const { open } = scriptedServer();',
      "await using client = await connect({ open, protect: 'local' });",
      "const mailbox: Mailbox = await client.select('INBOX');",
      'const wrong: number = await mailbox.find({ seen: true });',
      '',
    ];
    await writeFile(join(dir, 'use.mts'), program.join('\n'));
    const strict = ['--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext'];
    const libraries = ['--lib', 'es2024,esnext.disposable', '--types', 'node'];
    const types = ['--typeRoots', join(root, 'node_modules/@types')];
    const outcome = await run(process.execPath, [tsc, ...strict, ...libraries, ...types, join(dir, 'use.mts')]).then(
      () => '',
      (error: unknown) => String(Reflect.get(Object(error), 'stdout')),
    );
    const faults = outcome.split('\n').filter((line) => line.includes('error'));
    assert.equal(faults.length, 1, outcome);
    assert.match(faults[0] ?? '', /use\.mts.*TS2322.*'Found'.*'number'/);
  });
});
