import * as vscode from 'vscode';
import type { MessageSummary } from '../mail/model.ts';
import { decodeAddresses } from '../mime/address.ts';
import { decodeEncodedWords } from '../mime/encoded-words.ts';
import { parsePatchSubject, seriesOf } from '../mime/patch.ts';
import { inertLine } from '../notifications/sanitise-text.ts';
import { partOf } from './attachments-list.ts';
import {
  abortAm,
  amInProgress,
  applyDiff,
  applyMails,
  commitsSince,
  headOf,
  repositoryOf,
  type GitResult,
} from './git-am.ts';
import { gather, type MessageAccess } from './message-access.ts';
import type { LoadedMessage } from './message-loader.ts';
import { partContent } from './part-content.ts';
import { partUri } from './uri.ts';

/** What can be done with patches beside reading them. A bundle of its own: most mails bring none. */

const maxPatch = 32 * 1024 * 1024;
/** Commits that are named one by one. */
const maxCommits = 5;

/** The patch as a read-only text with the colours of a diff. */
export async function openDiff(message: LoadedMessage, section: string): Promise<void> {
  const uri = vscode.Uri.parse(partUri(message.summary.ref, section, 'patch.diff'));
  await vscode.commands.executeCommand('vscode.openWith', uri, 'default', vscode.ViewColumn.Active);
}

/** An attached patch: with `git am` where it is a mail of its own, else as a plain diff into the working tree. */
export async function applyAttachment(access: MessageAccess, message: LoadedMessage, section: string): Promise<void> {
  const found = partOf(message.summary.bodyStructure, section);
  const name = message.view.attachments.find((attachment) => attachment.section === section)?.name ?? section;
  const repository = await targetRepository();
  if (found === null || repository === null) return;
  const { bytes } = await gather(partContent(access, message.summary.ref, found.part, found.file), maxPatch);
  const mailed = /^(?:From [0-9a-f]{40} |From: )/.test(Buffer.from(bytes.subarray(0, 60)).toString('latin1'));
  if (!(await confirm(repository, [inertLine(name)], mailed))) return;
  if (mailed) await applyAndReport(repository, [bytes]);
  else await report(repository, null, await applyDiff(repository, bytes));
}

/** The message as a patch, or the whole series it belongs to, by `git am` on the mails' exact octets. */
export async function applyPatches(access: MessageAccess, message: LoadedMessage, whole: boolean): Promise<void> {
  const repository = await targetRepository();
  if (repository === null) return;
  const series = whole ? await seriesAround(access, message.summary) : [message.summary];
  const picked = series.length === 1 ? series : await pickPatches(series);
  if (picked.length === 0) return;
  await applyInto(repository, access, picked);
}

/** Messages of a list that the person selected, as patches in the order of their numbers; what is no patch is left out. */
export async function applyMessages(access: MessageAccess, selected: readonly MessageSummary[]): Promise<void> {
  const numbered = selected.flatMap((summary) => {
    const number = parsePatchSubject(subjectOf(summary))?.number ?? 0;
    return number === 0 ? [] : [{ summary, number }];
  });
  if (numbered.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('None of the selected messages is a patch.'));
    return;
  }
  const repository = await targetRepository();
  if (repository === null) return;
  const mails = numbered.sort((a, b) => a.number - b.number).map(({ summary }) => summary);
  await applyInto(repository, access, mails);
}

async function applyInto(repository: string, access: MessageAccess, patches: readonly MessageSummary[]): Promise<void> {
  const titles = patches.map((mail) => inertLine(subjectOf(mail)));
  if (!(await confirm(repository, titles, true))) return;
  const mails: Uint8Array[] = [];
  for (const { ref } of patches)
    mails.push((await gather(access.section(ref, '', { origin: 'user' }), maxPatch)).bytes);
  await applyAndReport(repository, mails);
}

async function seriesAround(access: MessageAccess, summary: MessageSummary): Promise<readonly MessageSummary[]> {
  const own = { subject: subjectOf(summary), from: authorOf(summary), summary };
  const root = summary.envelope.inReplyTo ?? summary.envelope.messageId;
  const related = root === null ? [] : ((await access.related?.(summary.ref, root.trim())) ?? []);
  const mails = related.map((one) => ({ subject: subjectOf(one), from: authorOf(one), summary: one }));
  const found = seriesOf([own, ...mails], own).map((mail) => mail.summary);
  const total = parsePatchSubject(own.subject)?.total ?? 1;
  if (found.length < total)
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0} of {1} patches of this series are in this mailbox.', found.length, total),
    );
  return found;
}

function subjectOf(summary: MessageSummary): string {
  return decodeEncodedWords(summary.envelope.subject ?? '').trim();
}

function authorOf(summary: MessageSummary): string {
  return decodeAddresses(summary.envelope.from)[0]?.address ?? '';
}

async function pickPatches(series: readonly MessageSummary[]): Promise<readonly MessageSummary[]> {
  const items = series.map((summary) => ({ label: inertLine(subjectOf(summary)), picked: true, summary }));
  const title = vscode.l10n.t('Patches to apply, in this order');
  const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true });
  return (picked ?? []).map(({ summary }) => summary);
}

/** The repository of the workspace; says why there is none. */
async function targetRepository(): Promise<string | null> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('Patches are applied only in a trusted workspace: git runs the hooks of the repository.'),
    );
    return null;
  }
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
  if (folder === undefined) {
    if (folders.length === 0)
      void vscode.window.showErrorMessage(vscode.l10n.t('Open the folder of a git repository first.'));
    return null;
  }
  const repository = await repositoryOf(folder.uri.fsPath);
  if (repository === null)
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} is not part of a git repository.', folder.name));
  else if (await amInProgress(repository)) {
    await offerAbort(repository, vscode.l10n.t('An earlier git am is not finished in {0}.', repository));
    return null;
  }
  return repository;
}

async function confirm(repository: string, titles: readonly string[], am: boolean): Promise<boolean> {
  const apply = vscode.l10n.t('Apply');
  const question = am
    ? titles.length === 1
      ? vscode.l10n.t('Apply this patch with git am?')
      : vscode.l10n.t('Apply {0} patches with git am?', titles.length)
    : vscode.l10n.t('Apply this patch to the working tree?');
  const shown = titles.slice(0, 20).join('\n') + (titles.length > 20 ? '\n…' : '');
  const detail = `${repository}\n\n${shown}`;
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, apply)) === apply;
}

async function report(repository: string, before: string | null, result: GitResult): Promise<void> {
  if (!result.ok) {
    void vscode.window.showErrorMessage(vscode.l10n.t('git did not apply the patch: {0}', inertLine(result.text)));
    return;
  }
  const commits = before === null ? [] : await commitsSince(repository, before);
  const shown =
    commits
      .slice(0, maxCommits)
      .map((title) => inertLine(title))
      .join(' · ') + (commits.length > maxCommits ? ' …' : '');
  void vscode.window.showInformationMessage(
    before === null
      ? vscode.l10n.t('The patch was applied to the working tree of {0}.', repository)
      : commits.length === 1
        ? vscode.l10n.t('One new commit in {0}: {1}', repository, shown)
        : vscode.l10n.t('{0} new commits in {1}: {2}', commits.length, repository, shown),
  );
}

/** Applies mails. What does not apply leaves the repository as it was; the person may have it stop at the conflict instead. */
async function applyAndReport(repository: string, mails: readonly Uint8Array[]): Promise<void> {
  const before = await headOf(repository);
  const result = await applyMails(repository, mails);
  if (result.ok || !(await amInProgress(repository))) {
    await report(repository, before, result);
    return;
  }
  const { ok, text } = await abortAm(repository);
  if (!ok) {
    void vscode.window.showErrorMessage(inertLine(`${result.text}\n${text}`));
    return;
  }
  const resolve = vscode.l10n.t('Apply and Stop at the Conflict');
  const said = vscode.l10n.t(
    'git am did not apply the patch, and the repository is as it was: {0}',
    inertLine(result.text),
  );
  if ((await vscode.window.showErrorMessage(said, resolve)) !== resolve) return;
  const again = await applyMails(repository, mails);
  if (!again.ok && (await amInProgress(repository))) await offerAbort(repository, inertLine(again.text));
  else await report(repository, before, again);
}

async function offerAbort(repository: string, said: string): Promise<void> {
  const abort = vscode.l10n.t('Abort (git am --abort)');
  const leave = vscode.l10n.t('Leave as It Is');
  if ((await vscode.window.showErrorMessage(said, abort, leave)) !== abort) return;
  const { ok, text } = await abortAm(repository);
  if (ok) void vscode.window.showInformationMessage(vscode.l10n.t('git am was aborted; nothing of it remains.'));
  else void vscode.window.showErrorMessage(inertLine(text));
}
