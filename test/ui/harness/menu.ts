import type { Page } from 'playwright-core';
import { release } from './act.ts';
import { escapeRegExp } from './quick-input.ts';
import { until } from './until.ts';

/**
 * Takes an entry of the context menu that `open` brings; `A > B` goes through a submenu. A menu goes when anything
 * else takes the focus: then it is opened once more.
 */
export async function chooseFromMenu(page: Page, entry: string, open: () => Promise<void>): Promise<void> {
  const steps = entry.split(' > ');
  const menu = page.locator('.monaco-menu');
  const item = (step: string) =>
    page
      .locator('.monaco-menu .action-item')
      .filter({ has: page.locator('.action-label', { hasText: new RegExp(`^\\s*${escapeRegExp(step)}\\s*$`) }) })
      .last();
  await until(`menu entry ${entry} to be taken`, async () => {
    if ((await menu.count()) === 0) {
      await open();
      await menu
        .first()
        .waitFor({ timeout: 3000 })
        .catch(() => undefined);
    }
    for (const step of steps.slice(0, -1)) {
      const shown = await item(step)
        .hover({ timeout: 2000 })
        .then(() => true)
        .catch(() => false);
      if (!shown) return false;
    }
    const last = item(steps.at(-1) ?? '');
    if (await release(last)) return true;
    // A menu of something else, or one without this entry, gives way.
    if (!(await last.isVisible())) await page.keyboard.press('Escape');
    return false;
  });
  await menu.first().waitFor({ state: 'hidden' });
}
