import { after, beforeEach } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import type { HostToMessageView, MessageView, MessageViewToHost } from '../../../webview/protocol.ts';
import { message } from './messages.ts';
import { WebviewBrowser, type Evidence, type PageOptions, type WebviewPage } from './webview-page.ts';

/** The message view that the tests of a file look at, one page after the other in one browser. */
export class View {
  readonly #name: string;
  #browser: WebviewBrowser | undefined;
  #current: WebviewPage | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  get #shown(): WebviewPage {
    if (this.#current === undefined) throw new Error('No view is open.');
    return this.#current;
  }

  get page(): Page {
    return this.#shown.page;
  }

  get evidence(): Evidence {
    return this.#shown.evidence;
  }

  /** A page of its own for each test of the suite; nothing may go wrong on it unseen. */
  fresh(options: PageOptions = {}): void {
    beforeEach(() => this.open(options));
  }

  /** Opens the view anew, in a browser context of its own. */
  async open(options: PageOptions = {}): Promise<void> {
    await this.#current?.close();
    this.#browser ??= await WebviewBrowser.start(this.#name);
    this.#current = await this.#browser.open(options);
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }

  send(said: HostToMessageView): Promise<void> {
    return this.#shown.send(said);
  }

  shown(parts?: number): Promise<void> {
    return this.#shown.shown(parts);
  }

  posted(): Promise<MessageViewToHost[]> {
    return this.#shown.posted();
  }

  clearPosted(): Promise<void> {
    return this.#shown.clearPosted();
  }

  /** Shows a message and waits until `parts` parts of it are drawn. */
  async show(change: Partial<MessageView>, parts = 1): Promise<void> {
    await this.send({ type: 'show', message: message(change) });
    await this.shown(parts);
  }

  /** The frame that holds the mail's HTML. */
  frame(): FrameLocator {
    return this.page.frameLocator('iframe');
  }

  /** What the host hears of a click on a button. */
  async clickedPosts(name: string): Promise<MessageViewToHost[]> {
    await this.clearPosted();
    await this.page.getByRole('button', { name }).click();
    return this.posted();
  }
}

/** The view of a test file; its browser ends with the file. `name` is the file's own: its network log has it too. */
export function useView(name: string): View {
  const view = new View(name);
  after(() => view.close());
  return view;
}
