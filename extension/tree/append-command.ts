import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import { ImapError } from '../imap/errors.ts';
import type { MailboxName } from '../imap/wire/mailbox-name.ts';
import type { AccountSession } from '../mail/account-session.ts';
import { appendMessage, removeAppended } from '../mail/append-message.ts';
import type { Attempts } from '../mail/attempts.ts';
import type { MailService } from '../mail/mail-service.ts';
import type { MessageRef } from '../mail/model.ts';
import { inertLine } from '../notifications/sanitise-text.ts';
import { pickMailbox } from './pick-mailbox.ts';
import { telling } from './telling.ts';

export interface AppendDeps {
  readonly mail: MailService;
  readonly attempts: Attempts;
  /** Where to, as far as the command was told: the row of a mailbox or of an account. */
  readonly placeOf: (
    element: unknown,
  ) => { readonly session: AccountSession; readonly mailbox: MailboxName | null } | null;
  readonly reveal: (ref: MessageRef) => Promise<void>;
}

/** APPEND as an attempt of a person: with progress, told when done, and undone on demand. */
export function appending({
  mail,
  attempts,
  reveal,
}: Omit<AppendDeps, 'placeOf'>): (session: AccountSession, target: MailboxName, octets: Uint8Array) => Promise<void> {
  const tell = async (session: AccountSession, target: MailboxName, ref: MessageRef | null): Promise<void> => {
    const undo = vscode.l10n.t('Undo');
    const show = vscode.l10n.t('Reveal');
    const text = vscode.l10n.t('The message was added to “{0}”.', inertLine(target.display));
    const choice = await vscode.window.showInformationMessage(text, ...(ref === null ? [] : [undo, show]));
    if (ref === null) return;
    if (choice === show) await reveal(ref);
    if (choice === undo) await takeBack(session, ref);
  };
  const takeBack = (session: AccountSession, ref: MessageRef): Promise<void> =>
    telling(mail, session.id, vscode.l10n.t('It could not be undone'), () => removeAppended(session, ref));
  return async (session, target, octets) => {
    let ref: MessageRef | null = null;
    const run = (): Promise<void> =>
      telling(mail, session.id, vscode.l10n.t('The message could not be added'), async () => {
        const title = vscode.l10n.t('Adding a message to “{0}”', inertLine(target.display));
        ref = await vscode.window.withProgress(
          { location: vscode.ProgressLocation.Notification, title, cancellable: true },
          (progress, token) => sendWith(session, target, octets, progress, token),
        );
        void tell(session, target, ref);
      });
    await attempts.start({
      account: session.id,
      commands: ['APPEND'],
      target,
      run,
      undo: () => (ref === null ? Promise.resolve() : takeBack(session, ref)),
    });
  };
}

/** Append .eml…: puts a mail that is a file into a mailbox, with progress, and can be cancelled and undone. */
export function registerAppendCommand({ placeOf, ...deps }: AppendDeps): vscode.Disposable {
  const { mail } = deps;
  const append = appending(deps);
  return vscode.commands.registerCommand(commands.appendMessage, async (element: unknown) => {
    const place = placeOf(element);
    if (place === null) return;
    const { session } = place;
    const target = place.mailbox ?? (await pickMailbox(session, vscode.l10n.t('Append .eml to'), null));
    if (target === undefined) return;
    const [file] =
      (await vscode.window.showOpenDialog({
        title: vscode.l10n.t('Append .eml'),
        openLabel: vscode.l10n.t('Append'),
        filters: { [vscode.l10n.t('Mail')]: ['eml'], [vscode.l10n.t('All files')]: ['*'] },
      })) ?? [];
    if (file === undefined) return;
    await telling(mail, session.id, vscode.l10n.t('The file could not be read'), async () => {
      const octets = await vscode.workspace.fs.readFile(file);
      await append(session, target, octets);
    });
  });
}

async function sendWith(
  session: AccountSession,
  target: MailboxName,
  octets: Uint8Array,
  progress: vscode.Progress<{ increment: number; message?: string }>,
  token: vscode.CancellationToken,
): Promise<MessageRef | null> {
  const given = new AbortController();
  const listening = token.onCancellationRequested(() => given.abort());
  let told = 0;
  try {
    return await appendMessage(session, target, octets, {
      signal: given.signal,
      onProgress: (sent, total) => {
        const percent = Math.floor((sent / total) * 100);
        progress.report({ increment: percent - told, message: `${percent} %` });
        told = percent;
      },
    });
  } catch (error) {
    // Given up by the person: however the connection ended, that is no failure to tell.
    throw given.signal.aborted ? new ImapError('Cancelled.', { kind: 'aborted' }) : error;
  } finally {
    listening.dispose();
  }
}
