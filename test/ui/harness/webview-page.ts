import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { messagePage } from '../../../extension/message/page.ts';
import type { ExportFormat, HostToMessageView, MessageViewToHost } from '../../../webview/protocol.ts';
import { launchChromium } from '../../run/chromium.ts';
import { outputDir, root } from '../../setup/paths.mjs';
import { themes, type ThemeName } from './themes.ts';

const origin = 'https://webview.harness';
const nonce = 'harness';

/** The bundle and its chunks as they ship: same entry, same options as the build. By file name. */
async function bundle(name: string): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { [name]: `webview/${name}/main.ts` },
    bundle: true,
    minify: true,
    write: false,
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'esm',
    splitting: true,
    chunkNames: 'chunk-[hash]',
    target: 'chrome134',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
}

/** What VS Code puts into a webview before its content: the API, and parents that cannot be reached. */
const apiScript = `
  globalThis.posted = [];
  let state;
  globalThis.acquireVsCodeApi = () => Object.freeze({
    postMessage: (message) => { posted.push(message); },
    getState: () => state,
    setState: (next) => { state = next; return next; },
  });`;

export interface PageOptions {
  readonly theme?: ThemeName;
  readonly remoteImages?: boolean;
  /** Instead of the bundle: raw HTML in the page, without a policy. For proving that the detector sees. */
  readonly raw?: boolean;
  /** Instead of the bundle: what is given, as a document of its own at another address. */
  readonly page?: () => string;
}

/** The host's own page and policy, with what VS Code puts in: theme, styles, and the API before the policy holds. */
function pageHtml({ theme = 'light', remoteImages = false, raw = false }: PageOptions): string {
  const { bodyClass, variables } = themes[theme];
  const style = Object.entries(variables)
    .map(([name, value]) => `--${name}: ${value.replaceAll('"', '&quot;')}`)
    .join('; ');
  const defaults = `<style>@layer vscode-default { body { padding: 0 20px; margin: 0; font-size: var(--vscode-font-size);
    font-family: var(--vscode-font-family); } img { max-width: 100%; max-height: 100%; } }</style>`;
  const page = raw
    ? '<!doctype html><html><head></head><body><div id="raw"></div></body></html>'
    : messagePage({ nonce, script: `${origin}/message.js`, language: 'en', remoteImages });
  return page
    .replace('<html', `<html style="${style}"`)
    .replace('<head>', `<head><script>${apiScript}</script>${defaults}`)
    .replace('<body', `<body class="${bodyClass}" role="document"`);
}

/** Everything that must never happen, gathered while pages are open. */
export interface Evidence {
  /** URLs asked for, by the page's routes and by the browser's own network events. */
  readonly requests: string[];
  readonly dialogs: string[];
  /** Console lines by which the browser says that it stopped a script or a request: the sanitiser let it through. */
  readonly refusals: string[];
  readonly navigations: string[];
  readonly windows: string[];
}

export class WebviewBrowser {
  readonly browser: Browser;
  readonly #bundle: ReadonlyMap<string, string>;
  readonly #netLog: string;

  private constructor(browser: Browser, code: ReadonlyMap<string, string>, netLog: string) {
    this.browser = browser;
    this.#bundle = code;
    this.#netLog = netLog;
  }

  /** Every host resolves to nothing, and the browser writes down whatever its network stack was asked to do. */
  static async start(name: string): Promise<WebviewBrowser> {
    const netLog = join(outputDir, `net-log-${name}.json`);
    await rm(netLog, { force: true });
    const browser = await launchChromium([
      '--host-resolver-rules=MAP * ~NOTFOUND',
      `--log-net-log=${netLog}`,
      '--net-log-capture-mode=Everything',
    ]);
    return new WebviewBrowser(browser, await bundle('message'), netLog);
  }

  async open(options: PageOptions = {}): Promise<WebviewPage> {
    const context = await this.browser.newContext({
      viewport: { width: 1000, height: 760 },
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
    });
    const page = await context.newPage();
    const evidence: Evidence = { requests: [], dialogs: [], refusals: [], navigations: [], windows: [] };
    await context.route('**/*', async (route) => {
      const url = route.request().url();
      const code = url.startsWith(`${origin}/`) ? this.#bundle.get(url.slice(origin.length + 1)) : undefined;
      if (url === `${origin}/` && options.page) {
        await route.fulfill({ contentType: 'text/html', body: options.page() });
      } else if (url === `${origin}/`) {
        await route.fulfill({ contentType: 'text/html', body: pageHtml(options) });
      } else if (code !== undefined) {
        await route.fulfill({ contentType: 'text/javascript', body: code });
      } else if (url === `${origin}/favicon.ico`) {
        await route.fulfill({ status: 404 });
      } else {
        evidence.requests.push(url);
        await route.abort();
      }
    });
    const cdp = await context.newCDPSession(page);
    watch(page, cdp, evidence);
    await cdp.send('Network.enable');
    await page.goto(`${origin}/`);
    return new WebviewPage(page, evidence);
  }

  /** Closes the browser; returns what its network stack wrote down. */
  async close(): Promise<string> {
    await this.browser.close();
    const log = await readFile(this.#netLog, 'utf8').catch(() => '');
    await rm(this.#netLog, { force: true });
    return log;
  }
}

const harmless =
  /^(?:blob:https:\/\/webview\.harness|data:|about:|https:\/\/webview\.harness\/(?:message\.js|chunk-\w+\.js|favicon\.ico)?$)/;

/**
 * Said while the inert document is parsed that the sanitiser works on: Chromium asks the page's policy about every
 * handler it reads there. That none reaches the frame is shown by the frame's own attributes, and the frame's policy
 * would name itself differently.
 */
const parsing = new RegExp(`^Executing inline event handler violates .* 'script-src 'nonce-${nonce}''`);

function watch(page: Page, cdp: CDPSession, evidence: Evidence): void {
  cdp.on('Network.requestWillBeSent', ({ request }) => {
    if (!harmless.test(request.url)) {
      evidence.requests.push(request.url);
    }
  });
  cdp.on('Network.webSocketCreated', ({ url }) => evidence.requests.push(url));
  page.on('dialog', (dialog) => {
    evidence.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('popup', (popup) => evidence.windows.push(popup.url()));
  page.on('download', (download) => evidence.requests.push(download.url()));
  page.on('pageerror', (error) => evidence.refusals.push(`page error: ${error.message}`));
  page.on('framenavigated', (frame) => {
    if (!harmless.test(frame.url()) && frame.url() !== '') {
      evidence.navigations.push(frame.url());
    }
  });
  page.on('console', (message) => {
    const text = message.text();
    if (parsing.test(text)) {
      return;
    }
    if (message.type() === 'error' || /PWNED|Content Security Policy|sandboxed|Refused|Blocked script/i.test(text)) {
      evidence.refusals.push(text);
    }
  });
}

/** One open view with its fake host. */
export class WebviewPage {
  readonly page: Page;
  readonly evidence: Evidence;
  #shown = 0;

  constructor(page: Page, evidence: Evidence) {
    this.page = page;
    this.evidence = evidence;
  }

  /** The host says something. Octets cross as numbers. */
  async send(message: HostToMessageView): Promise<void> {
    const data = message.type === 'image' ? { ...message, data: Array.from(message.data) } : message;
    await this.page.evaluate((given) => {
      const own = 'data' in given ? { ...given, data: new Uint8Array(given.data) } : given;
      window.dispatchEvent(new MessageEvent('message', { data: own }));
    }, data as HostToMessageView);
  }

  /** Waits until as many parts as `parts` have been drawn since the last call. */
  async shown(parts = 1): Promise<void> {
    this.#shown += parts;
    await this.page.waitForFunction(
      (wanted) => Number(document.querySelector('mail-app')?.getAttribute('data-shown') ?? 0) >= wanted,
      this.#shown,
      { polling: 20 },
    );
    this.#shown = await this.page.evaluate(() =>
      Number(document.querySelector('mail-app')?.getAttribute('data-shown') ?? 0),
    );
  }

  async posted(): Promise<MessageViewToHost[]> {
    return this.page.evaluate(() => (globalThis as unknown as { posted: MessageViewToHost[] }).posted);
  }

  /** The view carries out a command of the workbench and answers with a document. */
  async exported(format: ExportFormat): Promise<string> {
    await this.clearPosted();
    await this.send({ type: 'command', command: { export: format } });
    const done = await this.page.waitForFunction(
      () =>
        (globalThis as unknown as { posted: MessageViewToHost[] }).posted.find((one) => one.type === 'exported') ??
        null,
    );
    const message = await done.jsonValue();
    return message?.type === 'exported' ? message.text : '';
  }

  async clearPosted(): Promise<void> {
    await this.page.evaluate(() => {
      (globalThis as unknown as { posted: unknown[] }).posted.length = 0;
    });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
