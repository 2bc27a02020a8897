/** A test of this project: its file below `test/`, and words of its name. */
export interface TestName {
  readonly file: string;
  readonly name: string;
}

/** One file that hands texts to VS Code to draw, and how often of each kind. */
export interface HostPlace {
  readonly file: string;
  readonly draws: Readonly<Record<string, number>>;
  /** Whose words stand there beside ours: `mail` needs a test that shows them inert. */
  readonly words: 'mail' | 'server' | 'ours';
  readonly tests: readonly TestName[];
}

const drawn = (name: string): TestName => ({ file: 'unit/privacy/drawn-texts.test.ts', name });
const privacy = (name: string): TestName => ({ file: 'ui/webview-privacy.test.ts', name });
const markdown: TestName = {
  file: 'unit/notifications/never-trusted.test.ts',
  name: 'fault 43: no Markdown of VS Code',
};
const links: TestName = {
  file: 'unit/notifications/sanitise-text.test.ts',
  name: 'no link in server text survives',
};
const attachments = drawn('attachments: lists to pick from, questions, progress, what was saved and exported');
const listed = drawn('rows of the list and their tooltips are plain strings with nothing hidden');
const found = drawn('what a search found, and another message to compare with');

const mail = (file: string, draws: HostPlace['draws'], ...tests: readonly TestName[]): HostPlace => ({
  file,
  draws,
  words: 'mail',
  tests,
});
const server = (file: string, draws: HostPlace['draws'], ...tests: readonly TestName[]): HostPlace => ({
  file,
  draws,
  words: 'server',
  tests,
});
const ours = (file: string, draws: HostPlace['draws']): HostPlace => ({ file, draws, words: 'ours', tests: [] });

/** Wherever the extension gives VS Code a text to draw. */
export const hostPlaces: readonly HostPlace[] = [
  mail('message/attachments.ts', { notification: 5, 'status bar': 2, progress: 1, 'file dialog': 2 }, attachments),
  mail('message/export.ts', { notification: 2, 'status bar': 3, 'file dialog': 1 }, attachments),
  mail(
    'message/list-actions.ts',
    { notification: 13, 'quick pick': 1 },
    drawn('patches that apply: the list to pick from, the question, the commits'),
    drawn('patches that do not apply: what git says of them'),
  ),
  mail('message/message-panel.ts', { notification: 3, webview: 1 }, privacy('vectors.length} vectors'), {
    file: 'unit/message/view-messages.test.ts',
    name: 'the page allows its own script and nothing from elsewhere',
  }),
  mail('message/register.ts', { notification: 5, 'quick pick': 3 }, attachments),
  mail('message/remote-senders.ts', { notification: 1, 'quick pick': 1 }, attachments),
  mail('message/source.ts', { tab: 1 }, found),
  mail('message/unsubscribe.ts', { notification: 5 }, drawn('the question before a list is left')),
  mail('tree/compare-command.ts', { notification: 2, 'quick pick': 1 }, found),
  mail('tree/messages-tree.ts', { tree: 2, tooltip: 1, view: 4 }, listed),
  mail('tree/search-command.ts', { notification: 1, 'quick pick': 1, input: 1 }, found),
  mail('tree/telling.ts', { notification: 1, progress: 1 }, drawn('a failure that repeats what was written')),
  server('log/code-hovers.ts', { hover: 2 }, markdown),
  server('log/log-documents.ts', { notification: 2, 'quick pick': 1 }, links),
  server('notifications/gallery.ts', { 'quick pick': 2 }),
  server('notifications/pick-filter.ts', { 'quick pick': 1, input: 1 }),
  server('notifications/responses-view.ts', { tree: 2, tooltip: 2, view: 3 }, links),
  server(
    'notifications/window-port.ts',
    { notification: 4, 'status bar': 1, progress: 1 },
    {
      file: 'unit/notifications/alerts.test.ts',
      name: 'hostile text stays text',
    },
  ),
  server('show-facts.ts', { 'quick pick': 1 }),
  server('tree/append-command.ts', { notification: 1, progress: 1, 'file dialog': 1 }, links),
  server('tree/mailboxes-tree.ts', { tree: 2, tooltip: 2 }),
  server('tree/pick-mailbox.ts', { 'quick pick': 1 }, links),
  server('tree/status-item.ts', { 'status bar': 2, tooltip: 1 }),
  server('tree/transfer-commands.ts', { notification: 2 }, links),
  ours('main.ts', { other: 1 }),
  ours('accounts/multi-step.ts', { 'quick pick': 1, input: 1 }),
  ours('accounts/register.ts', { notification: 1 }),
  server('accounts/window-ports.ts', { notification: 5, progress: 2 }, links),
  ours('response-actions.ts', { notification: 1, 'status bar': 1 }),
  ours('tree/neighbours.ts', { 'status bar': 1 }),
  ours('tree/new-mailbox.ts', { input: 1 }),
  ours('tree/register.ts', { notification: 1, tooltip: 1 }),
];

/** What counts as drawing, in a source without its comments. */
export const drawings: Readonly<Record<string, RegExp>> = {
  notification: /\bshow(?:Information|Warning|Error)Message\b/g,
  'quick pick': /\b(?:show|create)QuickPick\b/g,
  input: /\b(?:show|create)InputBox\b/g,
  'status bar': /\b(?:setStatusBarMessage|createStatusBarItem)\b/g,
  progress: /\bwindow\.withProgress\b/g,
  'file dialog': /\bshow(?:Save|Open)Dialog\b/g,
  tree: /\bnew vscode\.TreeItem\b/g,
  tooltip: /\btooltip\s*(?::|=(?!=))/g,
  view: /\bview\.(?:message|description|badge|title)\s*=(?!=)/gi,
  tab: /'vscode\.diff'|\bpanel\.title\s*=/g,
  hover: /\bnew vscode\.(?:Hover|MarkdownString)\b/g,
  webview: /\bwebview\.html\s*=/g,
  other:
    /\b(?:createTerminal|createCommentController|createOutputChannel|createWebviewPanel|registerWebviewViewProvider|register(?:CodeLens|InlayHints|CompletionItem|DocumentLink)\w*Provider|createTextEditorDecorationType|hoverMessage)\b/g,
};

const sinks: TestName = {
  file: 'unit/privacy/places.test.ts',
  name: 'words of a mail become text: markup is parsed only where it is cleaned',
};
const fields = privacy('the same vectors in subject, names, headers and file names are text');
const pages = privacy('the same vectors as exported pages, on screen and on paper, and as Markdown');
const structure = (name: string): TestName => ({ file: 'ui/webview-structure.test.ts', name });

/** What of the view shows a mail's content, below `webview/message`; null for what shows none of it. */
export const viewPlaces: Readonly<Record<string, readonly TestName[] | null>> = {
  'parts/html-body.ts': [
    privacy('vectors.length} vectors'),
    privacy('a script and a request that only the policies stop'),
  ],
  'parts/text-body.ts': [{ file: 'ui/webview-message.test.ts', name: 'markup in it is text' }, sinks],
  'parts/source-tab.ts': [
    { file: 'ui/webview-tools.test.ts', name: 'is asked for when its tab is opened, and shown as it is' },
    sinks,
  ],
  'parts/structure.ts': [structure('what the server tells beside what the message says, differences marked'), sinks],
  'parts/part-table.ts': [structure('the tree of parts, each with its source on a click'), sinks],
  'parts/hops.ts': [structure('the route with its delays, and claims marked as unverified'), sinks],
  'parts/header.ts': [fields, sinks],
  'parts/addresses.ts': [fields, sinks],
  'parts/all-headers.ts': [fields, sinks],
  'parts/attachments.ts': [fields, sinks],
  'parts/cards.ts': [
    { file: 'unit/message/cards.test.ts', name: 'what is no calendar, broken, empty or hostile gives no card' },
    sinks,
  ],
  'parts/offers.ts': [sinks],
  'parts/notices.ts': [fields, sinks],
  'parts/banner.ts': [fields, sinks],
  'parts/remote-bar.ts': [sinks],
  'parts/status-line.ts': [
    { file: 'ui/webview-frame.test.ts', name: 'links show where they lead, leave by the host, and warn when they lie' },
    sinks,
  ],
  'parts/failure.ts': [sinks],
  'parts/progress.ts': [sinks],
  'parts/drag.ts': [sinks],
  'parts/find-bar.ts': null,
  'parts/events.ts': null,
  'parts/tabs.ts': null,
  'parts/tools.ts': null,
  'parts/zoom.ts': null,
  'export/export.ts': [pages],
  'export/page.ts': [pages],
  'export/markdown.ts': [pages],
  'export/materialise.ts': [pages],
  'export/verify.ts': [pages],
  'export/stylesheet.ts': null,
};

/** The only modules that may make elements of markup: they clean it, or put the cleaned into its sandbox. */
export const markupModules: readonly string[] = [
  'webview/message/export/page.ts',
  'webview/message/export/verify.ts',
  'webview/message/render/frame.ts',
  'webview/message/render/sanitise.ts',
];
