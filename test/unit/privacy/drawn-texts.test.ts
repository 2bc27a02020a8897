import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type * as vscode from 'vscode';
import { commands } from '../../../extension/commands.ts';
import type { EnvelopeAddress } from '../../../extension/imap/grammar/types.ts';
import type { MailService } from '../../../extension/mail/mail-service.ts';
import type { MessageSummary } from '../../../extension/mail/model.ts';
import { git } from '../../../extension/message/git-am.ts';
import type { MessageEditorProvider } from '../../../extension/message/message-editor.ts';
import { messageUri } from '../../../extension/message/uri.ts';
import { multipart, part } from '../mime/structures.ts';
import { FakeAccess, ref, type FakeMessage } from '../message/fake-access.ts';

const double = new URL('vscode-double.ts', import.meta.url).href;
registerHooks({
  resolve: (name, context, next) => (name === 'vscode' ? { url: double, shortCircuit: true } : next(name, context)),
});
// Only now, so that what they import is the double.
const { Uri, drawn, drawnSoon, editors, handlers, person, settings, workspace } = await import('./vscode-double.ts');
const { registerMessageFeatures } = await import('../../../extension/message/register.ts');
const { applyPatches } = await import('../../../extension/message/list-actions.ts');
const { MessagesTree } = await import('../../../extension/tree/messages-tree.ts');
const { pickFound } = await import('../../../extension/tree/search-command.ts');
const { telling } = await import('../../../extension/tree/telling.ts');
const { registerCompareCommands } = await import('../../../extension/tree/compare-command.ts');

/** An icon, links and a command to VS Code, what hides and turns text, markup. */
const live = '$(zap) [open](command:workbench.action.quit) [web](https://evil.test "x") <img src=x>';
const hidden = '\u202eA\u200b\u0007';
const evil = `${live} ${hidden}`;
/** The same without what parts a path: of that only the end becomes a name. */
const named = `$(zap) [open](command:workbench.action.quit) ${hidden}`;
const people: readonly EnvelopeAddress[] = [
  { type: 'mailbox', name: evil, route: null, mailbox: '$(zap)a', host: 'evil.test' },
];

/** What VS Code would make of a text beside letters, by the places where it looks for it. */
function alive(): readonly string[] {
  return drawn.flatMap(({ place, text }) => {
    if (typeof text !== 'string') return [`${place}: not a plain string: ${JSON.stringify(text)}`];
    const acts = place === 'tree' ? /(?!)/ : /\]\(|\$\(/;
    const odd = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/;
    return acts.test(text) || odd.test(text) ? [`${place}: ${text}`] : [];
  });
}

/** The places of which something was drawn that holds words of the mail. */
const placesOfMail = (): readonly string[] => [
  ...new Set(drawn.flatMap(({ place, text }) => (/zap|quit/.test(String(text)) ? [place] : []))),
];

let folder: string;
let repository: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mail-explorer-drawn-'));
  repository = join(folder, 'work');
  await git(folder, 'init', '-q', repository);
  await git(repository, 'config', 'user.name', 'Test');
  await git(repository, 'config', 'user.email', 'test@example.org');
  await writeFile(join(repository, 'a.txt'), 'one\n');
  await git(repository, 'add', '.');
  assert.ok((await git(repository, 'commit', '-qm', 'first')).ok);
});
after(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  drawn.length = 0;
  person.answer = () => undefined;
  person.saveTo = undefined;
  settings.clear();
  workspace.workspaceFolders = [];
});

const textPart = part('text/plain');
const summaryOf = (message: FakeMessage): Promise<MessageSummary> => new FakeAccess(message).summary();
const hostile = (subject = evil): FakeMessage => ({
  structure: textPart,
  envelope: { subject, from: people, to: people, cc: people, date: evil },
  flags: [live],
});
const noMail = { onDidOpenList: () => ({ dispose: () => undefined }), openSession: null };

test('the check sees what VS Code would act on (positive control)', () => {
  for (const text of ['[a](command:b)', 'x $(zap)', 'a\u202eb', { value: 'x' }])
    drawn.push({ place: 'notification', text });
  assert.equal(alive().length, 4);
});

test('rows of the list and their tooltips are plain strings with nothing hidden', async () => {
  const tree = new MessagesTree(noMail as unknown as MailService);
  const element = { type: 'message' as const, summary: await summaryOf(hostile()) };
  const item = tree.resolveTreeItem(tree.getTreeItem(element), element);
  for (const text of [item.label, item.description, item.tooltip, item.accessibilityInformation?.label])
    drawn.push({ place: 'tree', text });
  assert.equal(drawn.filter(({ text }) => String(text).includes('zap')).length, 4);
  assert.deepEqual(alive(), []);
});

test('what a search found, and another message to compare with', async () => {
  const summary = await summaryOf(hostile());
  await pickFound(evil, { messages: [summary], count: 1 });
  await pickFound(evil, { messages: [], count: 0 });
  registerCompareCommands({
    mail: {
      openSession: { list: { rows: [{ ...summary, ref: { ...ref, uidValidity: 2 } }] } },
    } as unknown as MailService,
    chosen: () => [{ type: 'message', summary }],
  });
  person.answer = (choices) => choices.find((one) => typeof one === 'object' && one !== null && 'uri' in one);
  await handlers.get(commands.compareWith)?.({ type: 'message', summary });
  assert.deepEqual(placesOfMail(), ['quick pick', 'notification', 'tab']);
  assert.deepEqual(alive(), []);
});

function patchMail(number: number, from: string, to: string): string {
  return [
    'From: Ada <ada@example.org>',
    'Date: Sat, 14 Mar 2026 10:00:00 +0000',
    `Subject: [PATCH ${number}/2] ${live}`,
    '',
    '---',
    'diff --git a/a.txt b/a.txt',
    '--- a/a.txt',
    '+++ b/a.txt',
    '@@ -1 +1 @@',
    `-${from}`,
    `+${to}`,
    '',
  ].join('\r\n');
}

/** Both patches of a series, picked out of a list: every pick, and the first button of every question. */
async function applySeries(first: string, second: string): Promise<void> {
  workspace.workspaceFolders = [{ uri: Uri.file(repository), name: 'work' }];
  person.answer = (choices) => (typeof choices[0] === 'string' ? choices[0] : choices);
  const one = await summaryOf(hostile(`[PATCH 1/2] ${evil}`));
  const other = await summaryOf(hostile(`[PATCH 2/2] ${evil}`));
  const later = { ...other, ref: { ...ref, uidValidity: 2 } };
  const access = Object.assign(new FakeAccess({ structure: textPart }), { related: async () => [later] });
  const section = access.section.bind(access);
  access.section = (which, name, options) => {
    access.message = { structure: textPart, sections: { '': which.uidValidity === 2 ? second : first } };
    return section(which, name, options);
  };
  const message = { summary: { ...one, envelope: { ...one.envelope, messageId: '<1@example.org>' } } };
  await applyPatches(access, message as Parameters<typeof applyPatches>[1], true);
}

test('patches that apply: the list to pick from, the question, the commits', async () => {
  await applySeries(patchMail(1, 'one', 'two'), patchMail(2, 'two', 'three'));
  assert.match(String(drawn.at(-1)?.text), /2 new commits in .*zap/);
  assert.deepEqual(placesOfMail(), ['quick pick', 'dialog', 'notification']);
  assert.deepEqual(alive(), []);
});

test('patches that do not apply: what git says of them', async () => {
  await applySeries(patchMail(1, 'nine', 'two'), patchMail(2, 'two', 'three'));
  assert.ok(drawn.some(({ text }) => /git am did not apply.*zap/.test(String(text))));
  assert.deepEqual(alive(), []);
});

test('a failure that repeats what was written', async () => {
  await telling(noMail as unknown as MailService, undefined, 'It failed', () => Promise.reject(new Error(evil)));
  assert.deepEqual(placesOfMail(), ['notification']);
  assert.deepEqual(alive(), []);
});

const attached = (type: string, fileName: string): ReturnType<typeof part> =>
  part(type, { disposition: 'attachment', fileName });

const inMail: FakeMessage = {
  ...hostile(named),
  structure: multipart(
    'mixed',
    textPart,
    attached('image/$(zap)[open](command:workbench.action.quit)', `${named}.bin`),
    attached('text/x-patch', `${named}.patch`),
    attached('text/x-patch', `2 ${named}.patch`),
  ),
  sections: {
    HEADER: [
      'From: a@example.org',
      'Authentication-Results: imap.example.org; dkim=pass header.d=example.org',
      'List-Unsubscribe: <mailto:a@$(zap)[open](command:workbench.action.quit)>',
      '',
      '',
    ].join('\r\n'),
    '1': 'Hello.',
    '2': '%PDF-1.4 and so on',
    '3': 'diff --git a/a b/a\n',
    '4': 'diff --git a/a b/a\n',
  },
};

interface Opened {
  readonly posted: readonly { readonly type: string; readonly message?: { readonly trustedAuthServers?: unknown } }[];
  readonly says: (message: unknown) => void;
}

/** The message in its editor, as the window opens it; `says` is what the page tells the host. */
async function open(message: FakeMessage): Promise<Opened> {
  const state = new Map<string, unknown>([['mailExplorer.imageSenders', [evil]]]);
  const context = {
    globalState: {
      get: (key: string, fallback?: unknown) => state.get(key) ?? fallback,
      update: async () => undefined,
    },
    extensionUri: Uri.file('/extension'),
    globalStorageUri: Uri.file('/storage'),
  };
  const nothing = { dispose: () => undefined };
  registerMessageFeatures(context as unknown as vscode.ExtensionContext, new FakeAccess(message), {
    lines: () => [],
    onDidChange: () => nothing,
  });
  const provider = editors.get('mailExplorer.message') as MessageEditorProvider;
  const document = provider.openCustomDocument(Uri.parse(messageUri(ref, evil)) as unknown as vscode.Uri);
  const shown = new Promise<void>((resolve) => {
    document.model.onMessage(({ type }) => {
      if (type === 'show') resolve();
    });
  });
  const posted: Opened['posted'][number][] = [];
  let says: Opened['says'] = () => undefined;
  const panel = {
    active: true,
    visible: true,
    onDidChangeViewState: () => nothing,
    onDidDispose: () => nothing,
    webview: {
      options: {},
      html: '',
      asWebviewUri: (uri: unknown) => uri,
      postMessage: async (one: Opened['posted'][number]) => posted.push(one),
      onDidReceiveMessage: (listener: Opened['says']) => {
        says = listener;
        return nothing;
      },
    },
  };
  provider.resolveCustomEditor(document, panel as unknown as vscode.WebviewPanel);
  await shown;
  says({ type: 'ready' });
  return { posted, says };
}

test('attachments: lists to pick from, questions, progress, what was saved and exported', async () => {
  const { says } = await open(inMail);
  const run = async (id: string): Promise<void> => void (await handlers.get(id)?.());
  for (const id of [commands.saveAttachment, commands.applyPatch]) await run(id);
  workspace.workspaceFolders = [{ uri: Uri.file(folder), name: 'folder' }];
  await run(commands.saveToWorkspace);
  await run(commands.remoteImageSenders);
  assert.deepEqual(placesOfMail(), ['quick pick']);
  assert.ok(
    drawn.some(({ text }) => String(text).startsWith('image/$ (zap)')),
    'the type is shown',
  );
  const soon = (place: string, words: RegExp): Promise<void> =>
    drawnSoon((one) => one.place === place && words.test(String(one.text)));
  const warned = soon('notification', /The content is application\/pdf, the label says .*quit/);
  says({ type: 'openAttachment', section: '2' });
  await warned;
  person.saveTo = Uri.file(join(folder, 'saved.bin'));
  const saved = soon('status bar', /Saved .*zap/);
  says({ type: 'saveAttachment', section: '2' });
  await saved;
  const exported = soon('status bar', /Exported .*zap/);
  says({ type: 'exported', format: 'html', text: '<p>' });
  await exported;
  assert.deepEqual(placesOfMail(), ['quick pick', 'notification', 'progress', 'status bar']);
  assert.deepEqual(alive(), []);
});

test('the question before a list is left', async () => {
  await open(inMail);
  await handlers.get(commands.unsubscribe)?.();
  assert.deepEqual(placesOfMail(), ['dialog']);
  assert.deepEqual(alive(), []);
});

test('Authentication-Results count only where the setting names their server, not even the account’s own', async () => {
  const shown = async (): Promise<unknown> =>
    (await open(inMail)).posted.find(({ type }) => type === 'show')?.message?.trustedAuthServers;
  assert.deepEqual(await shown(), []);
  settings.set('mailExplorer.message.trustedAuthenticationServers', ['mx.example.org', 7]);
  assert.deepEqual(await shown(), ['mx.example.org']);
});
