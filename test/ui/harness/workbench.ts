import { mkdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { launchChromium } from '../../run/chromium.ts';
import {
  calmSettings,
  installVsix,
  noGallery,
  startWorkbench,
  writeSettings,
  type CodeServer,
} from '../../run/code-server.ts';
import { cacheDir, outputDir } from '../../setup/paths.mjs';
import { click, clickOnce } from './act.ts';
import { Dialog, Notifications } from './notifications.ts';
import { escapeRegExp, QuickInput } from './quick-input.ts';
import { themes, type Theme } from './workbench-themes.ts';
import { TreeView } from './tree-view.ts';
import { patience, until } from './until.ts';

export interface WorkbenchOptions {
  /** Names the folder of this run below `.vscode-test/ui/`; one for each test file. */
  readonly name: string;
  readonly theme?: Theme;
  /** The person's settings on top of the calm ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Files of the workspace folder: name → content. */
  readonly files?: Readonly<Record<string, string>>;
  readonly size?: { readonly width: number; readonly height: number };
  /** Environment of the server and so of the extension host, such as `NODE_EXTRA_CA_CERTS`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a busy machine would else take away: a question while focus moves, the side bar at a click that comes twice. */
const patientSettings: Readonly<Record<string, unknown>> = {
  'workbench.quickOpen.closeOnFocusLost': false,
  'workbench.activityBar.iconClickBehavior': 'focus',
  'workbench.reduceMotion': 'on',
};

/** Whatever mentions this extension is its own fault. */
const ours = /mail-explorer|mailExplorer/;
/** The workbench complains by itself about a missing network, missing accounts and its own end. */
const theirs = /net::ERR_|Failed to load resource|service ?worker|Permissions policy/i;
const workbenchScript = /\/out\/(vs|nls)[./]/;

/** A window of the real VS Code with the packaged extension installed, driven as a person drives it. */
export class Workbench {
  readonly page: Page;
  readonly server: CodeServer;
  /** The workspace folder that is open. */
  readonly folder: string;
  /** Where the extension is installed. */
  readonly extensionFolder: string;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly dialog: Dialog;
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  readonly #userDataDir: string;
  readonly #errors: string[] = [];
  #theme: Theme;
  #workspaceSettings: Readonly<Record<string, unknown>> = {};

  private constructor(
    parts: { page: Page; server: CodeServer; browser: Browser; context: BrowserContext },
    folder: string,
    extensionFolder: string,
    userDataDir: string,
    theme: Theme,
  ) {
    this.page = parts.page;
    this.server = parts.server;
    this.#browser = parts.browser;
    this.#context = parts.context;
    this.folder = folder;
    this.extensionFolder = extensionFolder;
    this.#userDataDir = userDataDir;
    this.#theme = theme;
    this.quickInput = new QuickInput(this.page);
    this.notifications = new Notifications(this.page);
    this.dialog = new Dialog(this.page);
    this.#collectErrors();
  }

  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const base = join(cacheDir, 'ui');
    const home = join(base, options.name);
    await rm(home, { recursive: true, force: true });
    const userDataDir = join(home, 'user-data');
    const folder = join(home, 'workspace');
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(options.files ?? {})) {
      await writeFile(join(folder, name), content);
    }
    const theme = options.theme ?? 'dark';
    const settings = {
      ...calmSettings,
      ...patientSettings,
      'workbench.colorTheme': themes[theme].setting,
      ...options.settings,
    };
    await writeSettings(userDataDir, settings);
    const extensionsDir = join(base, 'extensions');
    const installed = await installVsix(join(base, 'installer'), extensionsDir);
    const env = {
      ...noGallery,
      DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      XDG_DATA_HOME: join(home, 'xdg'),
      ...options.env,
    };
    const server = await startWorkbench({ userDataDir, extensionsDir, folder, env });
    try {
      const browser = await launchChromium();
      const context = await browser.newContext({
        viewport: options.size ?? { width: 1280, height: 800 },
        locale: 'en-US',
        timezoneId: 'UTC',
        reducedMotion: 'reduce',
        acceptDownloads: true,
      });
      context.setDefaultTimeout(patience);
      const page = await context.newPage();
      const workbench = new Workbench({ page, server, browser, context }, folder, installed, userDataDir, theme);
      await page.goto(`${server.url}/?folder=${encodeURIComponent(folder)}`);
      await workbench.ready();
      return workbench;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Waits until the window stands, its extension host runs and its theme is applied. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await this.page.locator('.monaco-workbench .activitybar .action-item').first().waitFor();
    // The first window of a machine scans everything that VS Code brings before it knows a theme.
    await this.#themeApplied(() => Promise.resolve(), patience, 3 * patience);
  }

  /** Loads the window anew by the command, which lets the workbench save its layout first; a bare page reload does not wait for that. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.ready();
  }

  /** Runs a command by its title (with its category: `Mail: Add account`) through the palette. */
  async runCommand(title: string): Promise<void> {
    await this.#pickInPalette(`>${title}`, title);
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.#pickInPalette(name, name);
    await this.tab(name).waitFor();
  }

  async #pickInPalette(search: string, label: string): Promise<void> {
    const row = this.quickInput.row(label).first();
    const shown = (locator: Locator): Promise<boolean> =>
      locator.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    // A key pressed while focus moves between frames goes nowhere, and an extension that is still being scanned has no
    // commands yet: ask again.
    await click(row, async () => {
      if (!(await row.isVisible())) {
        await this.page.keyboard.press('F1');
        if (await shown(this.quickInput.input)) {
          await this.quickInput.fill(search);
          await shown(row);
        }
      }
    });
  }

  /** Shows a view container by its title in the activity bar. */
  async showContainer(title: string): Promise<void> {
    const item = this.page.locator(`.activitybar .action-item:has([aria-label^="${title}"])`).first();
    const heading = this.page.locator('.sidebar .composite.title', {
      hasText: new RegExp(escapeRegExp(title), 'i'),
    });
    await until(`the container ${title}`, async () => {
      if (await heading.isVisible()) return true;
      // A reloaded window that still brings its side bar back may show another one after the click.
      await click(item);
      return heading.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    });
  }

  /** Clears all notifications. */
  async clearNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await until('no notifications', async () => (await this.notifications.messages()).length === 0);
  }

  /** The badge on a view container, as text; undefined where there is none. */
  async badge(title: string): Promise<string | undefined> {
    const badge = this.page.locator(`.activitybar .action-item:has([aria-label^="${title}"]) .badge-content`).first();
    const text = (await badge.isVisible()) ? await badge.innerText() : '';
    return text === '' ? undefined : text;
  }

  /** A tree by the title in its header. */
  tree(title: string): TreeView {
    return new TreeView(this.page, title);
  }

  /** The tab of an editor whose name contains `name`. */
  tab(name: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: name });
  }

  /** The frame, however deep, in which `selector` matches: content of a webview lies two frames down. */
  async frameWith(selector: string): Promise<Frame> {
    return until(`a frame with ${selector}`, () => this.#frame(selector));
  }

  async #frame(selector: string): Promise<Frame | undefined> {
    for (const frame of this.page.frames()) {
      const found = await frame
        .locator(selector)
        .first()
        .isVisible()
        .catch(() => false);
      if (found) return frame;
    }
    return undefined;
  }

  /** Clicks what `selector` finds, in whatever frame it is at that time: a webview may be drawn anew meanwhile. */
  async clickInFrame(selector: string): Promise<void> {
    await until(`a click on ${selector}`, async () => {
      const frame = await this.#frame(selector);
      return frame !== undefined && clickOnce(frame.locator(selector).first());
    });
  }

  /** All of the text editor's text, by way of the clipboard. */
  async copiedText(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: this.server.url });
    const lines = this.page.locator('.editor-instance .view-lines').first();
    await this.page.evaluate(() => navigator.clipboard.writeText(''));
    return until('the text in the clipboard', async () => {
      await click(lines);
      await this.page.keyboard.press('Control+a');
      await this.page.keyboard.press('Control+c');
      return this.page.evaluate(() => navigator.clipboard.readText());
    });
  }

  /** Lines of the text editor that has the focus or is alone, as drawn. */
  async editorText(): Promise<string> {
    const lines = this.page.locator('.editor-instance .view-lines').first();
    await lines.waitFor();
    const read = await lines.locator('.view-line').evaluateAll((elements) =>
      elements
        .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text.replaceAll('\u00a0', ' ')),
    );
    return read.join('\n');
  }

  /** Waits until the text editor shows what `expected` asks; returns all that it shows. */
  async editorShows(expected: RegExp): Promise<string> {
    let last = '';
    return until(
      () => `${String(expected)} in the editor, which shows:\n${last}`,
      async () => {
        last = await this.editorText();
        return expected.test(last) ? last : undefined;
      },
    );
  }

  /** Saves the window to `test/output/<name>.png`, without a blinking caret. */
  async screenshot(name: string): Promise<string> {
    mkdirSync(outputDir, { recursive: true });
    const path = join(outputDir, `${name}.png`);
    await this.page.screenshot({ path, caret: 'hide', animations: 'disabled' });
    return path;
  }

  /** Changes settings of the person; the window is loaded anew, since this server does not watch that file. */
  async changeSettings(changes: Readonly<Record<string, unknown>>): Promise<void> {
    const file = join(this.#userDataDir, 'User', 'settings.json');
    // The extension may have written settings of its own meanwhile.
    const current = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    await writeSettings(this.#userDataDir, { ...current, ...changes });
    await this.reload();
  }

  /** The settings file of the person as it is on disk. */
  async settingsText(): Promise<string> {
    return readFile(join(this.#userDataDir, 'User', 'settings.json'), 'utf8');
  }

  /** Changes settings of the workspace, which apply at once. */
  async changeWorkspaceSettings(changes: Readonly<Record<string, unknown>>): Promise<void> {
    this.#workspaceSettings = { ...this.#workspaceSettings, ...changes };
    await mkdir(join(this.folder, '.vscode'), { recursive: true });
    await writeFile(join(this.folder, '.vscode', 'settings.json'), JSON.stringify(this.#workspaceSettings, null, 2));
  }

  async setTheme(theme: Theme): Promise<void> {
    this.#theme = theme;
    await this.#themeApplied(() => this.changeWorkspaceSettings({ 'workbench.colorTheme': themes[theme].setting }));
  }

  /** Settings written while the window's watcher of their file starts are not heard of: then they are written again. */
  async #themeApplied(before: () => Promise<unknown>, each = 12_000, all = patience): Promise<void> {
    const workbench = this.page.locator('.monaco-workbench').first();
    const { setting, file } = themes[this.#theme];
    await until(
      `theme ${setting}`,
      async () => {
        await before();
        return workbench
          .and(this.page.locator(`[class*="${file.source}"]`))
          .waitFor({ state: 'attached', timeout: each })
          .then(
            () => true,
            () => false,
          );
      },
      all,
    );
  }

  #collectErrors(): void {
    const note = (text: string, source: string): void => {
      // The query of every webview's address names the extension it belongs to.
      const said = text.replace(/\?[^\s)]*/g, '');
      if (ours.test(said) || (!theirs.test(text) && !workbenchScript.test(source))) {
        this.#errors.push(text);
      }
    };
    this.page.on('pageerror', (error) => note(error.stack ?? error.message, error.stack ?? ''));
    this.page.on('console', (message) => {
      if (message.type() === 'error') {
        note(message.text(), message.location().url);
      }
    });
  }

  /** Errors in the console that come from the extension or its web pages, not from the workbench itself. */
  errors(): readonly string[] {
    return this.#errors;
  }

  async close(): Promise<void> {
    await this.#context.close();
    await this.#browser.close();
    await this.server.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Opens a window of the real VS Code with the packaged extension in it; close it in `after`. */
export function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  return Workbench.open(options);
}
