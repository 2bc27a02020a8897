// The programs from the system's packages that the tests need: a browser, an IMAP server, a keychain.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { hasCommand, run, say, SetupError } from './exec.mjs';

/** Debian packages for `npm test`: what each is for. */
const packages = {
  chromium: 'window and extension host tests',
  'dovecot-imapd': 'IMAP server of the tests',
  'dovecot-auth-lua': 'sign-ins that Dovecot refuses for rare reasons',
  openssl: 'certificates of the tests',
  'libsecret-1-0': 'keychain',
  'gnome-keyring': 'keychain of the tests',
  dbus: 'keychain of the tests',
  'fonts-dejavu-core': 'text in screenshots',
  'fonts-wqy-zenhei': 'East Asian text in screenshots',
  'fonts-noto-color-emoji': 'emoji in screenshots',
};

/** What the same things are called as programs and files, where there is no dpkg. */
const traces = [
  ['Chromium', () => ['chromium', 'chromium-browser', 'google-chrome'].some((name) => hasCommand(name))],
  ['Dovecot', () => ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'].some(existsSync)],
  ['openssl', () => hasCommand('openssl', ['version'])],
  ['gnome-keyring', () => hasCommand('gnome-keyring-daemon')],
  ['dbus', () => hasCommand('dbus-run-session')],
];

function isDebian() {
  return process.platform === 'linux' && hasCommand('dpkg-query') && hasCommand('apt-get');
}

function missingPackages(names) {
  const result = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n', ...names], {
    encoding: 'utf8',
  });
  const installed = new Set();
  for (const line of (result.stdout ?? '').split('\n')) {
    if (line.startsWith('installed ')) {
      installed.add(line.slice('installed '.length));
    }
  }
  return names.filter((name) => !installed.has(name));
}

/** Installs Debian packages that are missing; where it may not, fails with the one line to run. */
export async function provisionDebian(names = Object.keys(packages)) {
  if (!isDebian()) {
    const missing = traces.filter(([, present]) => !present()).map(([name]) => name);
    if (missing.length > 0) {
      throw new SetupError(
        `The tests need ${missing.join(', ')}: install it with your system's package manager, then run again.`,
      );
    }
    return;
  }
  const missing = missingPackages(names);
  if (missing.length === 0) {
    return;
  }
  if (process.getuid?.() !== 0) {
    throw new SetupError(
      `Missing Debian packages. Run this line, then try again:\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  say(`Installing ${missing.join(', ')} …`);
  await withoutServices(async () => {
    await run('apt-get', ['update', '-q'], { env });
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...missing], { env });
  });
}

/** Debian starts a daemon when its package is installed, unless this file forbids it. */
async function withoutServices(body) {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) {
    writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  }
  try {
    await body();
  } finally {
    if (ours) {
      rmSync(policy, { force: true });
    }
  }
}
