import type { CopyResult } from '../imap/command/copy.ts';
import type { MailboxAccess } from '../imap/client/mailbox-access.ts';
import { TransferJob } from '../imap/client/transfer-job.ts';
import { uid } from '../imap/wire/ids.ts';
import { sameMailbox, type MailboxName } from '../imap/wire/mailbox-name.ts';
import { eachNumber } from '../imap/wire/sequence-set.ts';
import type { AccountSession } from './account-session.ts';
import type { MessageRef } from './model.ts';
import { wholeClient, wholeMailbox } from './whole.ts';

/** Messages that a person copied or moved within an account. */
export interface Transfer {
  readonly kind: 'copy' | 'move';
  readonly source: readonly MessageRef[];
  readonly target: MailboxName;
  /** The copies; empty where the server does not tell of them (no UIDPLUS, RFC 4315 §3). Then nothing can be undone. */
  readonly copies: readonly MessageRef[];
  /** True when a move could only mark the source `\Deleted`: others marked messages too, and all would have gone. */
  readonly sourceStays: boolean;
}

/** Copies or moves messages of one mailbox; a connection that breaks meanwhile costs nothing but time. Rejects with `ImapError`, or with `MessageGoneError` when the mailbox was made anew. */
export async function transfer(
  session: AccountSession,
  kind: Transfer['kind'],
  source: readonly MessageRef[],
  target: MailboxName,
): Promise<Transfer> {
  const [first] = source;
  if (first === undefined) throw new RangeError('No message was named.');
  const { mailbox, uidValidity } = first;
  const job = new TransferJob({ kind, source: mailbox, uidValidity, uids: source.map((ref) => ref.uid), target });
  const access: MailboxAccess = {
    inMailbox: (name, work) =>
      sameMailbox(name, mailbox)
        ? session.withMessages(source, (one, client) => work(wholeMailbox(one), wholeClient(client)))
        : session.use((client, one) => work(wholeMailbox(one), wholeClient(client)), name),
    connected: (work) => session.use((client) => work(wholeClient(client))),
  };
  const done = await session.persist(() => job.run(access, { origin: 'user' }));
  countAgain(session);
  const copies = done.copies.flatMap((copied) => refsOf(session, copied, target));
  return { kind, source, target, copies, sourceStays: done.source === 'flagged' };
}

/** Takes a transfer back: copies are removed, moved messages return. Rejects as `transfer` does. */
export async function undoTransfer(session: AccountSession, done: Transfer): Promise<void> {
  const back = done.source[0]?.mailbox;
  if (done.copies.length === 0 || back === undefined) return;
  if (done.kind === 'move' && !done.sourceStays) {
    await transfer(session, 'move', done.copies, back);
    return;
  }
  const uids = done.copies.map((ref) => ref.uid);
  await session.withMessages(done.copies, (mailbox) => wholeMailbox(mailbox).remove(uids, { origin: 'user' }));
  if (done.sourceStays) await session.setFlags(done.source, 'remove', ['\\Deleted'], { overwrite: true });
  countAgain(session);
}

/** CREATE for a person, then the mailboxes are read again. `name` as typed, or as a refused command named it. */
export async function createMailbox(session: AccountSession, name: MailboxName | string): Promise<void> {
  await session.use((client) => wholeClient(client).mailboxes.create(name, { origin: 'user' }));
  await session.refreshMailboxes('background');
}

function refsOf(session: AccountSession, copied: CopyResult, target: MailboxName): MessageRef[] {
  return [...eachNumber(copied.destination)].map((number) => ({
    account: session.id,
    mailbox: target,
    uidValidity: copied.uidValidity,
    uid: uid(number),
  }));
}

/** Counts change in two mailboxes at once; one LIST tells both. */
function countAgain(session: AccountSession): void {
  session.refreshMailboxes('background').catch(() => undefined);
}
