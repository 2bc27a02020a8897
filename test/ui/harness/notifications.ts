import type { Locator, Page } from 'playwright-core';
import { until } from './until.ts';

function action(container: Locator, label: string): Locator {
  return container.locator('.monaco-button', { hasText: label });
}

/** Notifications in the corner of the window. */
export class Notifications {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Toasts on show that contain `text`. */
  toast(text: string | RegExp): Locator {
    return this.#page
      .locator('.notifications-toasts .notification-list-item')
      .filter({ has: this.#page.locator('.notification-list-item-message', { hasText: text }) });
  }

  /** Waits for a toast with `text` and returns its whole message. */
  async message(text: string | RegExp): Promise<string> {
    return this.toast(text).first().locator('.notification-list-item-message').innerText();
  }

  /** Messages of all toasts on show. */
  async messages(): Promise<string[]> {
    return this.#page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  /** Labels of the buttons of a toast. */
  async buttons(text: string | RegExp): Promise<string[]> {
    const toast = this.toast(text).first();
    await toast.waitFor();
    return toast.locator('.notification-list-item-buttons-container .monaco-button').allInnerTexts();
  }

  /** Takes a button of the toast with `text`. */
  async choose(text: string | RegExp, button: string): Promise<void> {
    await action(this.toast(text).first(), button).click();
  }

  /** `info`, `warning` or `error`, by its icon. */
  async severity(text: string | RegExp): Promise<string | undefined> {
    const icon = this.toast(text).first().locator('.notification-list-item-icon');
    return /codicon-(info|warning|error)/.exec((await icon.getAttribute('class')) ?? '')?.[1];
  }

  async dismiss(text: string | RegExp): Promise<void> {
    const toast = this.toast(text).first();
    await toast.waitFor();
    // Its button shows only while the pointer is over it, and toasts move as others come and go.
    await until(`no toast with ${String(text)}`, async () => {
      if (!(await toast.isVisible())) return true;
      await toast.hover({ timeout: 1000 }).catch(() => undefined);
      await toast
        .locator('.codicon-notifications-clear')
        .click({ timeout: 1000 })
        .catch(() => undefined);
      return !(await toast.isVisible());
    });
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

  /** Takes a button and waits until the dialog is gone. */
  async choose(button: string): Promise<void> {
    await action(this.box.locator('.dialog-buttons'), button).click();
    await this.box.waitFor({ state: 'hidden' });
  }
}
