import type { Locator, Page } from 'playwright-core';
import { escapeRegExp } from './quick-input.ts';
import { until } from './until.ts';

/** One tree of the side bar or the panel, found by the title in its header. */
export class TreeView {
  readonly #page: Page;
  readonly pane: Locator;

  constructor(page: Page, title: string) {
    this.#page = page;
    const header = page.locator('.pane-header .title', {
      hasText: new RegExp(`^\\s*${escapeRegExp(title)}\\s*$`, 'i'),
    });
    this.pane = page.locator('.pane').filter({ has: header });
  }

  /** Rows on show: a long tree draws only these. */
  get rows(): Locator {
    return this.pane.locator('.monaco-list-row[role="treeitem"]');
  }

  /** The row on show whose label is `label` (a string: exactly). */
  row(label: string | RegExp): Locator {
    const text = typeof label === 'string' ? new RegExp(`^\\s*${escapeRegExp(label)}\\s*$`) : label;
    return this.rows.filter({ has: this.#page.locator('.label-name', { hasText: text }) }).first();
  }

  /** Label and description of every row on show, top to bottom. */
  async texts(): Promise<{ label: string; description: string; level: number }[]> {
    const read = await this.rows.evaluateAll((rows) =>
      rows.map((row) => ({
        top: row.getBoundingClientRect().top,
        label: row.querySelector('.label-name')?.textContent ?? '',
        description: row.querySelector('.label-description')?.textContent ?? '',
        level: Number(row.getAttribute('aria-level')),
      })),
    );
    return read.sort((a, b) => a.top - b.top).map(({ label, description, level }) => ({ label, description, level }));
  }

  /** Goes through the tree by the keyboard until the row is drawn. */
  async reveal(label: string | RegExp): Promise<Locator> {
    const row = this.row(label);
    const list = this.pane.locator('.monaco-list').first();
    await list.focus();
    await this.#page.keyboard.press('Home');
    await until(`row ${String(label)}`, async () => {
      if (await row.isVisible()) {
        return true;
      }
      await this.#page.keyboard.press('PageDown');
      return false;
    });
    await row.scrollIntoViewIfNeeded();
    return row;
  }

  /** Opens a row by a click on its label, as a person does. */
  async open(label: string | RegExp): Promise<void> {
    await this.row(label).locator('.label-name').click();
  }

  async expand(label: string | RegExp): Promise<void> {
    await this.#setExpanded(label, true);
  }

  async collapse(label: string | RegExp): Promise<void> {
    await this.#setExpanded(label, false);
  }

  async #setExpanded(label: string | RegExp, expanded: boolean): Promise<void> {
    const row = this.row(label);
    await row.waitFor();
    if ((await row.getAttribute('aria-expanded')) !== String(expanded)) {
      await row.locator('.monaco-tl-twistie').click();
    }
    await until(
      `${String(label)} expanded: ${expanded}`,
      async () => (await row.getAttribute('aria-expanded')) === String(expanded),
    );
  }

  /** Takes an inline action of a row by its tooltip. */
  async inlineAction(label: string | RegExp, title: string): Promise<void> {
    const row = this.row(label);
    await row.hover();
    await row.locator(`.actions .action-label[aria-label^="${title}"]`).click();
  }

  /** Takes an entry of a row's context menu. */
  async contextMenu(label: string | RegExp, entry: string): Promise<void> {
    await this.row(label).click({ button: 'right' });
    await chooseMenuEntry(this.#page, entry);
  }

  /** Takes an action of the view's title bar by its tooltip; they show while the pointer is over the view. */
  async titleAction(title: string): Promise<void> {
    await this.pane.hover();
    await this.pane.locator(`.pane-header .action-label[aria-label^="${title}"]`).click();
  }

  /** A button or link of the view's welcome text. */
  welcome(text: string | RegExp): Locator {
    return this.pane.locator('.welcome-view-content').locator('.monaco-button, a').filter({ hasText: text }).first();
  }

  /** The tooltip of a row, once it is resolved and drawn. */
  async tooltip(label: string | RegExp): Promise<string> {
    const hover = this.#page.locator('.workbench-hover, .monaco-hover').filter({ visible: true }).last();
    return until(`tooltip of ${String(label)}`, async () => {
      await this.row(label).locator('.label-name').hover();
      const shown = await hover.waitFor({ timeout: 2500 }).then(
        () => true,
        () => false,
      );
      // A row that is drawn anew under the pointer forgets that it is there.
      return shown
        ? hover.innerText()
        : this.pane
            .locator('.pane-header')
            .hover()
            .then(() => undefined);
    });
  }
}

/** Takes an entry of the context menu that is open; `A > B` goes through a submenu. */
export async function chooseMenuEntry(page: Page, entry: string): Promise<void> {
  const steps = entry.split(' > ');
  for (const [index, step] of steps.entries()) {
    const exact = new RegExp(`^\\s*${escapeRegExp(step)}\\s*$`);
    const item = page
      .locator('.monaco-menu .action-item')
      .filter({ has: page.locator('.action-label', { hasText: exact }) })
      .last();
    await item.waitFor();
    if (index < steps.length - 1) {
      await item.hover();
      continue;
    }
    // A menu ignores the mouse for its first tenth of a second; the click that it takes closes it.
    await until(`menu entry ${entry} to be taken`, async () => {
      await item.click({ timeout: 2000 }).catch(() => undefined);
      return item.waitFor({ state: 'hidden', timeout: 300 }).then(
        () => true,
        () => false,
      );
    });
  }
}
