import * as vscode from 'vscode';
import type { MessageSummary } from '../mail/model.ts';
import { decodeAddresses } from '../mime/address.ts';
import { decodeEncodedWords } from '../mime/encoded-words.ts';
import { unsubscribeOffer } from '../mime/list-unsubscribe.ts';
import { parsePatchSubject, seriesOf } from '../mime/patch.ts';
import { visibleLine } from '../mime/visible.ts';
import { partOf } from './attachments-list.ts';
import { abortAm, amInProgress, applyDiff, applyMails, repositoryOf, type GitResult } from './git-am.ts';
import { gather, type MessageAccess } from './message-access.ts';
import type { LoadedMessage } from './message-loader.ts';
import { postOneClick } from './one-click.ts';
import { partContent } from './part-content.ts';
import { partUri } from './uri.ts';

/** What mailing lists and patches offer beside reading. A bundle of its own: most mails are neither. */

const maxPatch = 32 * 1024 * 1024;
const unsubscribeTimeoutMs = 20_000;

/** Leaves the list after the person has confirmed, by name, where the request goes. */
export async function unsubscribe(message: LoadedMessage): Promise<void> {
  const offer = unsubscribeOffer(message.view.headers);
  if (offer === null) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This message offers no way to unsubscribe.'));
    return;
  }
  const host = visibleLine(offer.host);
  if (offer.kind !== 'one-click') {
    // VS Code shows the address and asks before it leaves.
    await vscode.env.openExternal(vscode.Uri.parse(offer.url, true));
    return;
  }
  const send = vscode.l10n.t('Unsubscribe at {0}', host);
  const detail = vscode.l10n.t(
    'One request is sent to {0}. It tells that host your network address, and which subscription is meant. That the message really comes from it was not verified.',
    host,
  );
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Leave this mailing list?'),
    { modal: true, detail },
    send,
  );
  if (chosen !== send) return;
  try {
    const status = await postOneClick(offer.url, { signal: AbortSignal.timeout(unsubscribeTimeoutMs) });
    if (status >= 200 && status < 300)
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} took the request to unsubscribe.', host));
    else
      void vscode.window.showErrorMessage(vscode.l10n.t('{0} refused the request to unsubscribe ({1}).', host, status));
  } catch (error) {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} could not be asked: {1}', host, textOf(error)));
  }
}

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
  if (!(await confirm(repository, [visibleLine(name)], mailed))) return;
  await report(repository, mailed, mailed ? await applyMails(repository, [bytes]) : await applyDiff(repository, bytes));
}

/** The message as a patch, or the whole series it belongs to, by `git am` on the mails' exact octets. */
export async function applyPatches(access: MessageAccess, message: LoadedMessage, whole: boolean): Promise<void> {
  const repository = await targetRepository();
  if (repository === null) return;
  const series = whole ? await seriesAround(access, message.summary) : [message.summary];
  const picked = series.length === 1 ? series : await pickPatches(series);
  if (picked.length === 0) return;
  const titles = picked.map((mail) => visibleLine(subjectOf(mail)));
  if (!(await confirm(repository, titles, true))) return;
  const mails: Uint8Array[] = [];
  for (const { ref } of picked) mails.push((await gather(access.section(ref, '', { origin: 'user' }), maxPatch)).bytes);
  await report(repository, true, await applyMails(repository, mails));
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
  const items = series.map((summary) => ({ label: visibleLine(subjectOf(summary)), picked: true, summary }));
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
    ? vscode.l10n.t('Apply {0} patches with git am?', titles.length)
    : vscode.l10n.t('Apply this patch to the working tree?');
  const shown = titles.slice(0, 20).join('\n') + (titles.length > 20 ? '\n…' : '');
  const detail = `${repository}\n\n${shown}`;
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, apply)) === apply;
}

async function report(repository: string, am: boolean, result: GitResult): Promise<void> {
  if (result.ok) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The patch was applied in {0}.', repository));
    return;
  }
  const said = vscode.l10n.t('git did not apply the patch: {0}', visibleLine(result.text));
  if (am && (await amInProgress(repository))) await offerAbort(repository, said);
  else void vscode.window.showErrorMessage(said);
}

async function offerAbort(repository: string, said: string): Promise<void> {
  const abort = vscode.l10n.t('Abort (git am --abort)');
  const leave = vscode.l10n.t('Leave as It Is');
  if ((await vscode.window.showErrorMessage(said, abort, leave)) !== abort) return;
  const { ok, text } = await abortAm(repository);
  if (ok) void vscode.window.showInformationMessage(vscode.l10n.t('git am was aborted; nothing of it remains.'));
  else void vscode.window.showErrorMessage(visibleLine(text));
}

function textOf(error: unknown): string {
  return error instanceof Error ? visibleLine(error.message) : visibleLine(String(error));
}
