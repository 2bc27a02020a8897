import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import { sameMailbox } from '../imap/wire/mailbox-name.ts';
import type { AccountSession } from '../mail/account-session.ts';
import type { Attempts } from '../mail/attempts.ts';
import type { MailService } from '../mail/mail-service.ts';
import type { MessageRef } from '../mail/model.ts';
import type { Transfer } from '../mail/transfer.ts';
import { transfer, undoTransfer } from '../mail/transfer.ts';
import { inertLine } from '../notifications/sanitise-text.ts';
import type { MessageElement, MessagesElement } from './messages-tree.ts';
import { pickMailbox } from './pick-mailbox.ts';
import { atView, messagesView, telling } from './telling.ts';

export interface TransferDeps {
  readonly mail: MailService;
  readonly attempts: Attempts;
  /** Rows that a command is about. */
  readonly chosen: (element?: MessagesElement, all?: readonly MessagesElement[]) => readonly MessageElement[];
  readonly reveal: (ref: MessageRef) => Promise<void>;
}

/** So many UIDs surely go in one command, which does all or nothing: only then nothing is done twice by doing it again. */
const mostRepeatable = 700;

type Start = (
  session: AccountSession,
  kind: Transfer['kind'],
  refs: readonly MessageRef[],
  target: MailboxName,
) => Promise<void>;

/** Copying and moving as an attempt of a person: told when done, and undone on demand. */
export function transferring({ mail, attempts, reveal }: Omit<TransferDeps, 'chosen'>): Start {
  const start: Start = async (session, kind, refs, target) => {
    const what =
      kind === 'copy'
        ? vscode.l10n.t('The messages could not be copied')
        : vscode.l10n.t('The messages could not be moved');
    let done: Transfer | null = null;
    const run = (): Promise<void> =>
      telling(mail, session.id, what, async () => {
        done = await atView(messagesView, () => transfer(session, kind, refs, target));
        void tell(done);
      });
    const repeatable = refs.length <= mostRepeatable;
    const names = repeatable ? ['UID COPY', 'UID MOVE'] : [];
    const undo = (): Promise<void> => (done === null ? Promise.resolve() : takeBack(session, done));
    await attempts.start({ account: session.id, commands: names, target, run, undo });
  };
  const takeBack = (session: AccountSession, done: Transfer): Promise<void> =>
    telling(mail, session.id, vscode.l10n.t('It could not be undone'), () =>
      atView(messagesView, () => undoTransfer(session, done)),
    );
  const tell = async (done: Transfer): Promise<void> => {
    const undo = vscode.l10n.t('Undo');
    const show = vscode.l10n.t('Reveal');
    const choice = await vscode.window.showInformationMessage(
      summary(done),
      ...(done.copies.length > 0 ? [undo, show] : []),
    );
    const first = done.copies[0];
    const session = first === undefined ? undefined : mail.session(first.account);
    if (first === undefined || session === undefined) return;
    if (choice === show) await reveal(first);
    if (choice === undo) await takeBack(session, done);
  };
  return start;
}

/** Copy to…, Move to… and Delete, with their undo. */
export function registerTransferCommands({ chosen, ...deps }: TransferDeps): vscode.Disposable {
  const { mail } = deps;
  const start = transferring(deps);
  const toPicked =
    (kind: Transfer['kind']) =>
    async (element?: MessagesElement, all?: readonly MessagesElement[]): Promise<void> => {
      const refs = chosen(element, all).map((one) => one.summary.ref);
      const first = refs[0];
      const session = first === undefined ? undefined : mail.session(first.account);
      if (first === undefined || session === undefined) return;
      const title = kind === 'copy' ? vscode.l10n.t('Copy to') : vscode.l10n.t('Move to');
      const target = await pickMailbox(session, title, first.mailbox);
      if (target !== undefined) await start(session, kind, refs, target);
    };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.copyTo, toPicked('copy')),
    vscode.commands.registerCommand(commands.moveTo, toPicked('move')),
    vscode.commands.registerCommand(
      commands.deleteMessages,
      async (element?: MessagesElement, all?: readonly MessagesElement[]) => {
        const refs = chosen(element, all).map((one) => one.summary.ref);
        const first = refs[0];
        const session = first === undefined ? undefined : mail.session(first.account);
        if (first === undefined || session === undefined) return;
        const trash = session.mailboxes.find((info) => info.selectable && info.specialUse === '\\Trash');
        if (trash === undefined || sameMailbox(trash.name, first.mailbox)) {
          void vscode.window.showInformationMessage(
            trash === undefined
              ? vscode.l10n.t(
                  'Nothing was deleted: this account has no mailbox for the trash. Move the messages instead.',
                )
              : vscode.l10n.t('Nothing was deleted: the messages are in the trash already.'),
          );
          return;
        }
        await start(session, 'move', refs, trash.name);
      },
    ),
  );
}

function summary({ kind, source, target, sourceStays }: Transfer): string {
  const count = source.length;
  const place = inertLine(target.display);
  if (sourceStays)
    return vscode.l10n.t(
      'Copied to “{0}”. The originals are only marked as deleted: this server would remove others with them.',
      place,
    );
  if (kind === 'copy')
    return count === 1
      ? vscode.l10n.t('1 message copied to “{0}”.', place)
      : vscode.l10n.t('{0} messages copied to “{1}”.', count, place);
  return count === 1
    ? vscode.l10n.t('1 message moved to “{0}”.', place)
    : vscode.l10n.t('{0} messages moved to “{1}”.', count, place);
}
