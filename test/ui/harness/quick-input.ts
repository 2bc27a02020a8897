import type { Locator, Page } from 'playwright-core';
import { click, fill, press } from './act.ts';
import { until } from './until.ts';

/** The input at the top of the window: quick picks, input boxes, the command palette, the simple file dialogs. */
export class QuickInput {
  readonly #page: Page;
  readonly widget: Locator;
  readonly input: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.widget = page.locator('.quick-input-widget:visible');
    this.input = this.widget.locator('.quick-input-box input');
  }

  /** Rows on show. */
  get rows(): Locator {
    return this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** The row whose label is `label` (a string: exactly). */
  row(label: string | RegExp): Locator {
    const text = typeof label === 'string' ? new RegExp(`^\\s*${escapeRegExp(label)}\\s*$`) : label;
    return this.rows.filter({ has: this.#page.locator('.quick-input-list-label .label-name', { hasText: text }) });
  }

  /** Waits until it is open; with `title` until it shows that title, or that placeholder, or that prompt. */
  async opened(title?: string | RegExp): Promise<void> {
    await this.widget.waitFor();
    if (title !== undefined) {
      const found = (text: string | null): boolean =>
        text !== null && (typeof title === 'string' ? text.includes(title) : title.test(text));
      await until(`quick input with ${String(title)}`, async () => {
        const texts = await Promise.all([this.title(), this.placeholder(), this.message()]);
        return texts.some(found);
      });
    }
  }

  /** Labels of the rows on show. */
  async labels(): Promise<string[]> {
    return this.rows.locator('.quick-input-list-label .label-name').allInnerTexts();
  }

  /** Takes the row with this label. */
  async pick(label: string | RegExp): Promise<void> {
    await click(this.row(label).first());
  }

  /** Types a value into the box in place of what is there. */
  async fill(value: string): Promise<void> {
    await fill(this.input, value);
  }

  /** Types a value and accepts it. */
  async enter(value: string): Promise<void> {
    await this.fill(value);
    await this.accept();
  }

  /** Names a file in the dialog with this title, once it has put its own proposal into the box and has settled on what was typed. */
  async enterFile(title: RegExp, path: string): Promise<void> {
    await this.opened(title);
    await until('its proposal', async () => (await this.value()).startsWith('/'));
    await until('the path in the box', async () => {
      await this.fill(path);
      return (await this.value()) === path;
    });
    await until('its end', async () => {
      if (await this.widget.isHidden()) return true;
      if (!title.test((await this.title()) ?? '')) return true;
      if ((await this.value()) !== path) await this.fill(path);
      await this.accept();
      return await this.widget.waitFor({ state: 'hidden', timeout: 3000 }).then(
        () => true,
        () => false,
      );
    });
  }

  async accept(): Promise<void> {
    await press(this.input, 'Enter');
  }

  async cancel(): Promise<void> {
    await press(this.input, 'Escape');
  }

  /** Takes the Back button of a multi-step input. */
  async back(): Promise<void> {
    await click(this.widget.locator('.quick-input-titlebar .action-label[aria-label^="Back"]'));
  }

  /** Takes a button beside the box, such as that of a file dialog. */
  async button(label: string): Promise<void> {
    await click(this.widget.locator('.monaco-button', { hasText: label }));
  }

  async closed(): Promise<void> {
    await this.widget.waitFor({ state: 'hidden' });
  }

  /** What the box holds. A password box shows its value to nobody else, so neither does this: see {@link isPassword}. */
  async value(): Promise<string> {
    return this.input.inputValue();
  }

  async isPassword(): Promise<boolean> {
    return (await this.input.getAttribute('type')) === 'password';
  }

  async title(): Promise<string | null> {
    return this.#text('.quick-input-title');
  }

  async placeholder(): Promise<string | null> {
    return this.input.getAttribute('placeholder', { timeout: 1000 }).catch(() => null);
  }

  /** Prompt, or the complaint about the value. */
  async message(): Promise<string | null> {
    return this.#text('.quick-input-message');
  }

  async #text(selector: string): Promise<string | null> {
    const element = this.widget.locator(selector).first();
    return (await element.isVisible()) ? element.innerText({ timeout: 1000 }).catch(() => null) : null;
  }
}

export function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
