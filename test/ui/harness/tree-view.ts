import type { Locator, Page } from 'playwright-core';
import { click, press, rightClick } from './act.ts';
import { chooseFromMenu } from './menu.ts';
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

  /** Scrolls through the tree, again and again while it is still being filled, until the whole row is on show. */
  async reveal(label: string | RegExp): Promise<Locator> {
    const row = this.row(label);
    const list = this.pane.locator('.monaco-list').first();
    await until(
      () => `row ${String(label)}`,
      async () => {
        const element = await row.elementHandle({ timeout: 50 }).catch(() => null);
        const found = await list.evaluate(scrollTowards, element, { timeout: 2000 }).catch(() => false);
        await element?.dispose();
        return found;
      },
    );
    return row;
  }

  /** Opens a row by a click on its label, as a person does. */
  async open(label: string | RegExp): Promise<void> {
    await click(this.row(label).locator('.label-name'));
  }

  /** Presses a key while the tree has the focus. */
  async press(key: string): Promise<void> {
    await press(this.pane.locator('.monaco-list').first(), key);
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
    const is = async (): Promise<boolean> => (await row.getAttribute('aria-expanded')) === String(expanded);
    if (!(await is())) await click(row.locator('.monaco-tl-twistie'));
    await until(`${String(label)} expanded: ${expanded}`, is);
  }

  /** Takes an inline action of a row by its tooltip. */
  async inlineAction(label: string | RegExp, title: string): Promise<void> {
    const row = this.row(label);
    await click(row.locator(`.actions .action-label[aria-label^="${title}"]`), () => row.hover({ timeout: 2000 }));
  }

  /** Takes an entry of a row's context menu. */
  async contextMenu(label: string | RegExp, entry: string): Promise<void> {
    await chooseFromMenu(this.#page, entry, () => rightClick(this.row(label).locator('.label-name')));
  }

  /** Takes an action of the view's title bar by its tooltip; they show while the pointer is over the view. */
  async titleAction(title: string): Promise<void> {
    const action = this.pane.locator(`.pane-header .action-label[aria-label^="${title}"]`);
    await click(action, () => this.pane.hover({ timeout: 2000 }));
  }

  /** A button or link of the view's welcome text. */
  welcome(text: string | RegExp): Locator {
    return this.pane.locator('.welcome-view-content').locator('.monaco-button, a').filter({ hasText: text }).first();
  }

  /** Takes a button or link of the view's welcome text. */
  async takeWelcome(text: string | RegExp): Promise<void> {
    await click(this.welcome(text));
  }

  /** The tooltip of a row, once it says what `expected` asks: it is resolved only when it is asked for. */
  async tooltip(label: string | RegExp, expected: RegExp): Promise<string> {
    const hover = this.#page.locator('.workbench-hover, .monaco-hover').filter({ visible: true });
    const name = this.row(label).locator('.label-name');
    let last: readonly string[] = [];
    return until(
      () => `tooltip of ${String(label)}; on show: ${last.join(' | ')}`,
      async () => {
        // A row that is drawn anew under the pointer forgets that it is there.
        await this.#page.mouse.move(1, 1);
        const hovered = await name.hover({ timeout: 2000 }).then(
          () => true,
          () => false,
        );
        if (!hovered) return undefined;
        const shown = async (): Promise<string | undefined> => {
          last = await hover.allInnerTexts();
          return last.find((text) => expected.test(text));
        };
        return until('the tooltip', shown, 8000).catch(() => undefined);
      },
    );
  }
}

/**
 * In the page: true if the whole row is on show in the list; else scrolls a step towards it, or through the list where
 * it is not drawn, from its end back to its beginning. It needs neither pointer nor focus.
 */
function scrollTowards(list: Element, row: Element | null): boolean {
  const view = list.getBoundingClientRect();
  const content = list.querySelector('.monaco-list-rows')?.getBoundingClientRect();
  const scrollable = list.querySelector('.monaco-scrollable-element');
  if (content === undefined || scrollable === null) return false;
  // As Chromium tells of a real wheel; the list moves five twelfths of it.
  const scroll = (pixels: number): void => {
    const turn = { deltaY: pixels * 2.4, wheelDeltaY: pixels * -2.4, bubbles: true, cancelable: true };
    scrollable.dispatchEvent(new WheelEvent('wheel', turn));
  };
  const at = row?.getBoundingClientRect();
  if (at !== undefined && at.height > 0) {
    // The headings that stay in place while one scrolls cover rows, and are rows themselves.
    const sticky = list.querySelector('.monaco-tree-sticky-container');
    const covered = sticky === null || sticky.contains(row) ? 0 : sticky.getBoundingClientRect().height;
    const top = view.top + covered;
    if (at.top >= top - 1 && at.bottom <= view.bottom + 1) return true;
    scroll(at.top < top ? at.top - top : at.bottom - view.bottom);
    return false;
  }
  scroll(content.bottom <= view.bottom + 1 ? content.top - view.bottom : Math.max(22, view.height - 44));
  return false;
}
