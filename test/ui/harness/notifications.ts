import type { Locator, Page } from 'playwright-core';
import { click } from './act.ts';
import { until } from './until.ts';

function action(container: Locator, label: string): Locator {
  return container.locator('.monaco-button', { hasText: label });
}

/** After this long without it, a notification is looked for where those are that have hidden by themselves; in ms. */
const hidesAfter = 5000;

/** Notifications in the corner of the window. */
export class Notifications {
  readonly #page: Page;
  readonly #all: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#all = page.locator(':is(.notifications-toasts, .notifications-center) .notification-list-item');
  }

  /** Those on show that contain `text`. */
  toast(text: string | RegExp): Locator {
    return this.#all.filter({ has: this.#page.locator('.notification-list-item-message', { hasText: text }) });
  }

  /**
   * Waits for a notification with `text`. It hides by itself ten seconds after it came, which a busy machine takes to
   * get here: then it is found in the notification centre.
   */
  async seen(text: string | RegExp): Promise<Locator> {
    const toast = this.toast(text).first();
    const began = Date.now();
    const hidden = this.#page.locator('[id="status.notifications"] .codicon-bell-dot');
    await until(
      () => `a notification with ${String(text)}`,
      async () => {
        if (await toast.isVisible()) return true;
        if (Date.now() - began > hidesAfter && (await hidden.isVisible())) await click(hidden);
        return false;
      },
    );
    return toast;
  }

  /** Waits for a notification with `text` and returns its whole message. */
  async message(text: string | RegExp): Promise<string> {
    return (await this.seen(text)).locator('.notification-list-item-message').innerText();
  }

  /** Messages of all notifications on show. */
  async messages(): Promise<string[]> {
    return this.#all.locator('.notification-list-item-message').allInnerTexts();
  }

  /** Labels of the buttons of a notification. */
  async buttons(text: string | RegExp): Promise<string[]> {
    const toast = await this.seen(text);
    return toast.locator('.notification-list-item-buttons-container .monaco-button').allInnerTexts();
  }

  /** Takes a button of the notification with `text`. */
  async choose(text: string | RegExp, button: string): Promise<void> {
    await click(action(await this.seen(text), button));
  }

  /** `info`, `warning` or `error`, by its icon. */
  async severity(text: string | RegExp): Promise<string | undefined> {
    const icon = (await this.seen(text)).locator('.notification-list-item-icon');
    return /codicon-(info|warning|error)/.exec((await icon.getAttribute('class')) ?? '')?.[1];
  }

  async dismiss(text: string | RegExp): Promise<void> {
    const toast = await this.seen(text);
    // Its button shows only while the pointer is over it, and notifications move as others come and go.
    await click(toast.locator('.codicon-notifications-clear'), () => toast.hover({ timeout: 1000 }));
    await toast.waitFor({ state: 'hidden' });
  }
}

/** The modal dialog of the window. */
export class Dialog {
  readonly box: Locator;

  constructor(page: Page) {
    this.box = page.locator('.monaco-dialog-box');
  }

  /** Waits for a dialog; returns its message. */
  async message(): Promise<string> {
    return this.box.locator('.dialog-message-text').innerText();
  }

  async detail(): Promise<string> {
    return this.box.locator('.dialog-message-detail').innerText();
  }

  async buttons(): Promise<string[]> {
    await this.box.waitFor();
    return this.box.locator('.dialog-buttons .monaco-button').allInnerTexts();
  }

  /** Takes a button and waits until that dialog is gone; another one may follow it at once. */
  async choose(button: string): Promise<void> {
    const shown = await this.box.elementHandle();
    await click(action(this.box.locator('.dialog-buttons'), button));
    await until('the dialog to close', async () => !(await shown?.evaluate((element) => element.isConnected)));
  }
}
