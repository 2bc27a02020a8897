import { ImapError, invalidArgument, type ProxyProblem } from '../errors.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import type { Client } from './client.ts';
import type { Mailbox } from './mailbox.ts';

/** How work that may outlive a connection reaches the server; `oneConnection`, or what lends connections of a pool. */
export interface MailboxAccess {
  /** With the mailbox selected. */
  inMailbox<T>(name: MailboxName, work: (mailbox: Mailbox, client: Client) => Promise<T>): Promise<T>;
  /** With a connection that may have anything selected, which is to stay so. */
  connected<T>(work: (client: Client) => Promise<T>): Promise<T>;
}

/** Work on one connection, whose selected mailbox then changes. */
export function oneConnection(client: Client): MailboxAccess {
  return {
    inMailbox: async (name, work) => await work(await client.select(name), client),
    connected: (work) => work(client),
  };
}

/** Whether a command that failed so may have been carried out all the same. */
export function maybeDone(error: unknown): boolean {
  if (!(error instanceof ImapError)) return false;
  const { kind } = error.detail;
  return kind === 'closed' || kind === 'timeout' || kind === 'aborted' || kind === 'malformed-reply';
}

/** The proxy, or the way behind it, does not work just now; all else about a proxy is for a person to mend. */
export function isProxyDown(problem: ProxyProblem): boolean {
  return problem === 'unreachable' || problem === 'target-unreachable';
}

/** Whether another connection may bring what this one could not. */
export function worthAnother(error: unknown): boolean {
  if (!(error instanceof ImapError)) return false;
  const { detail } = error;
  if (detail.kind === 'closed') return detail.reason.kind !== 'logout' && detail.reason.kind !== 'aborted';
  if (detail.kind === 'proxy') return isProxyDown(detail.problem);
  return detail.kind === 'timeout' || detail.kind === 'connect' || detail.kind === 'malformed-reply';
}

/**
 * Work whose result must be whole: a response that does not parse costs only itself, so that what was read may lack it.
 * @throws ImapError `malformed-reply` when one came meanwhile.
 */
export async function undisturbed<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const { malformed } = client.oddities;
  const disturbed = (): boolean => client.oddities.malformed !== malformed;
  try {
    const result = await work();
    if (!disturbed()) return result;
  } catch (error) {
    if (!disturbed()) throw error;
  }
  throw new ImapError(
    'Something that does not parse came in between.',
    { kind: 'malformed-reply', excerpt: '' },
    { mailbox: client.selected?.name.display ?? null, retry: 'now' },
  );
}

/** SELECT without UIDVALIDITY: no UID can be trusted then, and another try may tell it. */
export function noValidity(name: MailboxName): ImapError {
  const detail = { kind: 'malformed-reply', excerpt: '' } as const;
  const message = 'The server did not say which UIDs are valid.';
  return new ImapError(message, detail, { command: 'SELECT', mailbox: name.display, retry: 'now' });
}

/** What was kept by another version of this code may mean something else. */
export function checkVersion({ version }: { readonly version: number }, command: string, name: MailboxName): void {
  if (version === 1) return;
  const context = { command, mailbox: name.display };
  throw invalidArgument('What was kept of an unfinished job is not of this version.', context);
}

/** A message, or a place for it, is not what it was: nothing more was done. */
export function madeAnew(command: string, name: MailboxName): ImapError {
  const message = `The mailbox “${name.display}” was made anew on the server; its old messages are gone.`;
  return invalidArgument(message, { command, mailbox: name.display });
}
