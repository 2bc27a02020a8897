import * as vscode from 'vscode';
import { commands } from '../commands.ts';
import type { MailService } from '../mail/mail-service.ts';
import { compareSources } from '../message/source.ts';
import { inertLine } from '../notifications/sanitise-text.ts';
import { messageRow, shortDate } from './message-row.ts';
import { uriOf, type MessageElement, type MessagesElement } from './messages-tree.ts';

export interface CompareDeps {
  readonly mail: MailService;
  /** Rows that a command is about: those handed to it, else the selected ones. */
  readonly chosen: (
    element: MessagesElement | undefined,
    all: readonly MessagesElement[] | undefined,
  ) => readonly MessageElement[];
}

interface Choice extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
}

/** Two messages beside each other: two rows of the list, or one of them, or the one in the active editor, with another. */
export function registerCompareCommands({ mail, chosen }: CompareDeps): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(
      commands.compareSelected,
      async (element?: MessagesElement, all?: readonly MessagesElement[]) => {
        const [first, second, ...others] = chosen(element, all);
        if (first === undefined || second === undefined || others.length > 0)
          void vscode.window.showInformationMessage(vscode.l10n.t('Select two messages to compare them.'));
        else await compareSources(uriOf(first.summary), uriOf(second.summary));
      },
    ),
    vscode.commands.registerCommand(commands.compareWith, async (given?: MessagesElement | vscode.Uri) => {
      const first = given instanceof vscode.Uri ? given : (fromRow(chosen, given) ?? activeMail());
      if (first === undefined) {
        void vscode.window.showInformationMessage(vscode.l10n.t('Open a message first.'));
        return;
      }
      const placeHolder = vscode.l10n.t('Compare {0} with…', nameOf(first));
      const matchOnDescription = true;
      const picked = await vscode.window.showQuickPick(choices(mail, first), { placeHolder, matchOnDescription });
      if (picked?.uri !== undefined) await compareSources(first, picked.uri);
    }),
  );
}

function fromRow(chosen: CompareDeps['chosen'], element: MessagesElement | undefined): vscode.Uri | undefined {
  const row = element === undefined ? undefined : chosen(element, undefined)[0];
  return row === undefined ? undefined : uriOf(row.summary);
}

/** What is open comes first: whoever compares has mostly looked at both. */
function choices(mail: MailService, first: vscode.Uri): readonly Choice[] {
  const open = openMails().filter((uri) => uri.toString() !== first.toString());
  const rows = (mail.openSession?.list?.rows ?? []).map((summary): Choice & { readonly uri: vscode.Uri } => {
    const { sender, subject, date } = messageRow(summary);
    const when = date === null ? '' : ` · ${shortDate(date, new Date())}`;
    return { label: inertLine(sender), description: `${inertLine(subject)}${when}`, uri: uriOf(summary) };
  });
  const known = new Set([first, ...open].map(String));
  return [
    { label: vscode.l10n.t('Open'), kind: vscode.QuickPickItemKind.Separator },
    ...open.map((uri): Choice => ({ label: nameOf(uri), uri })),
    { label: vscode.l10n.t('In this mailbox'), kind: vscode.QuickPickItemKind.Separator },
    ...rows.filter(({ uri }) => !known.has(uri.toString())),
  ];
}

function activeMail(): vscode.Uri | undefined {
  return mailOf(vscode.window.tabGroups.activeTabGroup.activeTab);
}

function openMails(): readonly vscode.Uri[] {
  const found = new Map<string, vscode.Uri>();
  for (const tab of vscode.window.tabGroups.all.flatMap((group) => group.tabs)) {
    const uri = mailOf(tab);
    if (uri !== undefined) found.set(uri.toString(), uri);
  }
  return [...found.values()];
}

/** A message as a mail, or a text that is one. */
function mailOf(tab: vscode.Tab | undefined): vscode.Uri | undefined {
  const input: unknown = tab?.input;
  const known = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText;
  return known && /\.eml$/i.test(input.uri.path) ? input.uri : undefined;
}

function nameOf(uri: vscode.Uri): string {
  return inertLine(uri.path.slice(uri.path.lastIndexOf('/') + 1));
}
