// Cyrus and Courier, for the tests of the core. As packages they exclude Dovecot and one another, so that they are unpacked into
// .vscode-test/servers/ and never installed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCommand, run, say } from './exec.mjs';
import { cacheDir } from './paths.mjs';

const serversDir = join(cacheDir, 'servers');

/** What is unpacked for each: the packages asked for with what they need, less what only an installation needs. */
const servers = {
  cyrus: {
    packages: ['cyrus-imapd', 'sasl2-bin'],
    // Its plug-ins are looked for in one folder: all of them must be in it, also those that the system has.
    always: ['libsasl2-2', 'libsasl2-modules', 'libsasl2-modules-db'],
    program: 'usr/lib/cyrus/bin/master',
  },
  courier: {
    packages: ['courier-imap', 'courier-authlib-userdb'],
    always: [],
    program: 'usr/bin/imapd',
  },
};

const notNeeded = /^(exim4|gawk|libsigsegv|db\d|db-util|perl|gnutls-bin)/;

/** Folder below which the files of a server are as they would be below `/`. */
export function unpackedRoot(name) {
  return join(serversDir, name, 'root');
}

/** Why the tests of a server cannot run, with the one line that helps; null when they can. */
export function serverProblem(name) {
  if (process.platform !== 'linux' || !hasCommand('dpkg') || !hasCommand('apt-get')) {
    return `${name}: its tests need Debian or Ubuntu. Run them there: npm test -- servers`;
  }
  if (!existsSync(join(unpackedRoot(name), servers[name].program))) {
    return `${name} is not unpacked. Run this line, then try again:\n  sudo apt-get update && npm run setup`;
  }
  return null;
}

/** Unpacks what is missing. Says why where it cannot: then the tests of that server fail, with the line that helps. */
export async function provisionImapServers() {
  for (const name of Object.keys(servers)) {
    if (process.platform === 'linux' && hasCommand('dpkg') && hasCommand('apt-get') && !isReady(name)) {
      try {
        await unpack(name);
      } catch (error) {
        say(`${name} could not be had: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}

function stampOf(name) {
  return join(serversDir, name, '.ready');
}

function isReady(name) {
  const wanted = JSON.stringify(servers[name]);
  return existsSync(stampOf(name)) && readFileSync(stampOf(name), 'utf8') === wanted && serverProblem(name) === null;
}

async function unpack(name) {
  say(`Bringing ${name} into .vscode-test/, once …`);
  const folder = join(serversDir, name);
  const debs = join(folder, 'debs');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(debs, { recursive: true });
  let names = needed(name);
  try {
    await run('apt-get', ['download', '-q', ...names], { cwd: debs });
  } catch (error) {
    if (process.getuid?.() !== 0) throw error;
    await run('apt-get', ['update', '-q']);
    names = needed(name);
    await run('apt-get', ['download', '-q', ...names], { cwd: debs });
  }
  mkdirSync(unpackedRoot(name));
  for (const deb of readdirSync(debs).filter((file) => file.endsWith('.deb'))) {
    await run('dpkg', ['-x', join(debs, deb), unpackedRoot(name)]);
  }
  rmSync(debs, { recursive: true });
  writeFileSync(stampOf(name), JSON.stringify(servers[name]));
}

/** The packages that an installation would add to this machine; what it would only renew is here already. */
function needed(name) {
  const { packages, always } = servers[name];
  const { stdout } = spawnSync('apt-get', ['-s', 'install', '--no-install-recommends', ...packages], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const added = [...(stdout ?? '').matchAll(/^Inst (\S+) \(/gm)].map(([, one]) => one);
  return [...new Set([...packages, ...always, ...added.filter((one) => !notNeeded.test(one))])];
}
