import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dovecot, TestUser } from '../../servers/dovecot.ts';
import type { Workbench } from './workbench.ts';

/** Adds the user's account by the questions of *Add Account*; waits until the window says that it was added. */
export async function addAccount(
  window: Workbench,
  server: Dovecot,
  user: TestUser,
  how: { readonly address: string; readonly host: string; readonly security: 'TLS' | 'STARTTLS' },
): Promise<string> {
  const { quickInput } = window;
  await quickInput.opened('E-mail address');
  await quickInput.enter(how.address);
  await quickInput.opened('IMAP server');
  await quickInput.enter(how.host);
  await quickInput.opened('How is the connection protected?');
  await quickInput.pick(how.security);
  await quickInput.opened('Port of');
  await quickInput.enter(String(how.security === 'TLS' ? server.tlsPort : server.port));
  await quickInput.opened('User name');
  await quickInput.enter(user.user);
  await quickInput.opened('Password of');
  assert.equal(await quickInput.isPassword(), true);
  await quickInput.enter(user.password);
  return window.notifications.message(`The account “${how.address}” was added.`);
}

/** Lines of dovecot.conf by which the server writes down what the users of {@link recordCommands} send. */
export const rawLog = 'protocol imap {\n  rawlog_dir = %h/rawlog\n}';

/** Has the server write down every command that the user sends from the next connection on. */
export async function recordCommands(server: Dovecot, user: string): Promise<void> {
  const folder = rawLogFolder(server, user);
  await mkdir(folder, { recursive: true });
  // Dovecot's mail processes run under an account of their own.
  await chmod(folder, 0o777);
}

/** Commands that the server has heard, all connections one after the other, without tags and times. */
export async function recordedCommands(server: Dovecot, user: string): Promise<readonly string[]> {
  const folder = rawLogFolder(server, user);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.in')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  return texts.flatMap((text) => text.split('\n').flatMap((line) => /^\d+\.\d+ \S+ (\S.*?)\r?$/.exec(line)?.[1] ?? []));
}

function rawLogFolder(server: Dovecot, user: string): string {
  return join(server.dir, 'mail', user, 'rawlog');
}

/** Flags of one message, as another client sees them. */
export async function flagsOf(server: Dovecot, user: string, mailbox: string, uid: number): Promise<readonly string[]> {
  const text = await server.doveadm('fetch', '-u', user, 'flags', 'mailbox', mailbox, 'uid', String(uid));
  return (/^flags: (.*)$/m.exec(text)?.[1] ?? '').split(' ').filter((flag) => flag !== '' && flag !== '\\Recent');
}

/** Does the work while the server's processes of the user stand still: no client is told of it before it is done. */
export async function unnoticed(server: Dovecot, user: string, work: () => Promise<void>): Promise<void> {
  const connections = await server.doveadm('-f', 'tab', 'who', '-1', user);
  const processes = [...connections.matchAll(/\timap\t(\d+)\t/g)].map((match) => Number(match[1]));
  processes.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  try {
    await work();
  } finally {
    processes.forEach((pid) => process.kill(pid, 'SIGCONT'));
  }
}
