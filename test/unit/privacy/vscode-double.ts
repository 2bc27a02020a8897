import { english } from '../../../extension/translate.ts';

/**
 * As much of VS Code as the rooms of messages and trees call, for tests in which no window runs: it draws nothing, and keeps
 * every text that it was given to draw.
 */
export type Place =
  'notification' | 'dialog' | 'progress' | 'status bar' | 'quick pick' | 'input' | 'file dialog' | 'tab' | 'tree';

export interface Drawn {
  readonly place: Place;
  readonly text: unknown;
}

type Handler = (...values: unknown[]) => unknown;

/** What was drawn, in order; a test empties it. */
export const drawn: Drawn[] = [];
/** Handlers of commands, by id. */
export const handlers = new Map<string, Handler>();
/** Custom editors, by type. */
export const editors = new Map<string, unknown>();
/** What the person answers: the button or the pick, by what is offered. */
export const person: { answer: (choices: readonly unknown[]) => unknown; saveTo: Uri | undefined } = {
  answer: () => undefined,
  saveTo: undefined,
};
/** Values of settings, by whole name. */
export const settings = new Map<string, unknown>();

function draw(place: Place, ...texts: readonly unknown[]): void {
  for (const text of texts) {
    if (text === undefined) continue;
    drawn.push({ place, text });
    for (const look of waiting) look({ place, text });
  }
}

const waiting = new Set<(one: Drawn) => void>();

/** Resolves with the next text that fits. */
export function drawnSoon(fits: (one: Drawn) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (one: Drawn): void => {
      if (!fits(one)) return;
      waiting.delete(look);
      resolve();
    };
    waiting.add(look);
  });
}

function titleOf(button: unknown): unknown {
  return typeof button === 'object' && button !== null && 'title' in button ? button.title : button;
}

async function message(text: unknown, ...rest: readonly unknown[]): Promise<unknown> {
  const [first] = rest;
  const options = typeof first === 'object' && first !== null && 'modal' in first ? first : null;
  const buttons = options === null ? rest : rest.slice(1);
  const detail = options !== null && 'detail' in options ? options.detail : undefined;
  draw(options === null ? 'notification' : 'dialog', text, detail, ...buttons.map(titleOf));
  return person.answer(buttons);
}

interface Pickable {
  readonly label: unknown;
  readonly description?: unknown;
  readonly detail?: unknown;
}

interface Words {
  readonly title?: unknown;
  readonly placeHolder?: unknown;
  readonly prompt?: unknown;
}

export const window = {
  showInformationMessage: message,
  showWarningMessage: message,
  showErrorMessage: message,
  async showQuickPick(items: readonly Pickable[], options: Words = {}): Promise<unknown> {
    draw('quick pick', options.title, options.placeHolder);
    for (const { label, description, detail } of items) draw('quick pick', label, description, detail);
    return person.answer(items);
  },
  async showInputBox({ title, prompt }: Words): Promise<undefined> {
    draw('input', title, prompt);
  },
  async showSaveDialog({ title }: Words): Promise<Uri | undefined> {
    draw('file dialog', title);
    return person.saveTo;
  },
  async withProgress(
    options: Words,
    work: (progress: { report(): void }, token: { onCancellationRequested: Handler }) => Promise<unknown>,
  ): Promise<unknown> {
    draw('progress', options.title);
    return work({ report: () => undefined }, { onCancellationRequested: () => new Disposable() });
  },
  setStatusBarMessage: (text: unknown) => draw('status bar', text),
  registerCustomEditorProvider(type: string, provider: unknown): Disposable {
    editors.set(type, provider);
    return new Disposable();
  },
  tabGroups: { activeTabGroup: { activeTab: undefined }, all: [] },
};

export const commands = {
  registerCommand(id: string, handler: Handler): Disposable {
    handlers.set(id, handler);
    return new Disposable();
  },
  async executeCommand(id: string, ...values: readonly unknown[]): Promise<void> {
    if (id === 'vscode.diff') draw('tab', values[2]);
  },
};

export const workspace = {
  isTrusted: true,
  workspaceFolders: [] as unknown[],
  getConfiguration: (section: string) => ({
    get: (name: string, fallback?: unknown) => settings.get(`${section}.${name}`) ?? fallback,
  }),
  registerFileSystemProvider: () => new Disposable(),
};

export const env = {
  language: 'en',
  uiKind: 1,
  remoteName: undefined,
  clipboard: { writeText: async () => undefined },
};
export const l10n = { t: english };
export const UIKind = { Desktop: 1, Web: 2 };
export const ProgressLocation = { Window: 10, Notification: 15 };
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const ViewColumn = { Active: -1 };

export class Disposable {
  static from(): Disposable {
    return new Disposable();
  }
  dispose(): void {}
}

export class EventEmitter {
  readonly event = (): Disposable => new Disposable();
  fire(): void {}
  dispose(): void {}
}

export class TreeItem {
  label: unknown;
  constructor(label: unknown) {
    this.label = label;
  }
}

export class ThemeIcon {}
export class ThemeColor {}
export class TabInputCustom {}
export class TabInputText {}

export class Uri {
  readonly #url: URL;
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  constructor(text: string) {
    this.#url = new URL(text);
    this.scheme = this.#url.protocol.slice(0, -1);
    this.authority = this.#url.host;
    this.path = decodeURIComponent(this.#url.pathname);
  }
  static parse(text: string): Uri {
    return new Uri(text);
  }
  static file(path: string): Uri {
    return new Uri(`file://${path.split('/').map(encodeURIComponent).join('/')}`);
  }
  static from({ scheme, authority, path }: { scheme: string; authority: string; path: string }): Uri {
    return new Uri(`${scheme}://${authority}${path}`);
  }
  static joinPath(base: Uri, ...more: readonly string[]): Uri {
    return new Uri(`${base.toString().replace(/\/$/, '')}/${more.map(encodeURIComponent).join('/')}`);
  }
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return this.#url.href;
  }
}
