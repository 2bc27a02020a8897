import type { ElementHandle, Locator } from 'playwright-core';
import { until } from './until.ts';

/**
 * What a person does to something that may be drawn anew under the hand. Each action is tried again until the event
 * has arrived at exactly the element that was meant, and never again after that: a lost click is repeated, one that
 * was heard is not.
 */

/** How long one attempt waits for its element to stand still, in ms. An attempt that ends by it has done nothing. */
const attempt = 2000;

interface Watch {
  arrived(): boolean;
  stop(): void;
}

type Awaited = 'click' | 'contextmenu' | 'mouseup' | 'keydown';

/**
 * In the page: notes whether the event arrives at the element while it still says what it said, and stops what would
 * hit anything else.
 */
function watchElement(element: Element, awaited: Awaited): Watch {
  const text = element.textContent;
  const modifiers = ['Control', 'Shift', 'Alt', 'Meta'];
  const watched = awaited === 'keydown' ? ['keydown'] : ['pointerdown', 'mousedown', 'click', 'contextmenu', 'mouseup'];
  let came = false;
  const stop = (): void => watched.forEach((name) => window.removeEventListener(name, heard, true));
  function heard(event: Event): void {
    if (!event.isTrusted) return;
    const meant = element.isConnected && event.composedPath().includes(element);
    if (meant && (awaited === 'keydown' || element.textContent === text)) {
      const key = event instanceof KeyboardEvent ? event.key : '';
      if (event.type !== awaited || modifiers.includes(key)) return;
      came = true;
      // A menu is deaf for its first tenth of a second; from then on no release gets past its entry.
      const deaf = (): boolean => (came = false);
      if (awaited === 'mouseup') element.parentElement?.addEventListener('mouseup', deaf, { once: true });
    } else if (event.type !== 'mouseup') {
      // The end of a press always gets through, or whatever began by it would never end.
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }
  watched.forEach((name) => window.addEventListener(name, heard, true));
  return { arrived: () => came, stop };
}

/**
 * One attempt: true if the event arrived. Where the page went away after an action that Playwright saw through, it went
 * by it.
 */
async function arrives(
  element: ElementHandle<Element>,
  awaited: Awaited,
  act: (element: ElementHandle<Element>) => Promise<void>,
): Promise<boolean> {
  const watch = await element.evaluateHandle(watchElement, awaited);
  const heard = (unknown: boolean): Promise<boolean> =>
    watch
      .evaluate((state) => {
        state.stop();
        return state.arrived();
      })
      .catch(() => unknown);
  try {
    await act(element);
  } catch (error) {
    if (await heard(false)) return true;
    throw error;
  }
  return heard(true);
}

/** Tries until one attempt has arrived; `prepare` brings the element about, such as a hover that shows it. */
async function repeated(
  what: string,
  locator: Locator,
  awaited: Awaited,
  act: (element: ElementHandle<Element>) => Promise<void>,
  prepare: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  let last: unknown = 'it went elsewhere';
  await until(
    () => `${what} ${String(locator)}: ${String(last)}`,
    async () => {
      try {
        await prepare();
        const element = (await locator.elementHandle({ timeout: attempt })) as ElementHandle<Element>;
        if (await arrives(element, awaited, act)) return true;
      } catch (error) {
        last = error;
      }
      // What lies over the element may be the tooltip of whatever the pointer rests on.
      await locator.page().mouse.move(1, 1);
      return false;
    },
  );
}

/** Clicks what the locator finds, once. */
export function click(locator: Locator, prepare?: () => Promise<unknown>): Promise<void> {
  return repeated('click on', locator, 'click', (element) => element.click({ timeout: attempt }), prepare);
}

/** Asks for the context menu of what the locator finds. */
export function rightClick(locator: Locator): Promise<void> {
  return repeated('right click on', locator, 'contextmenu', (element) =>
    element.click({ timeout: attempt, button: 'right' }),
  );
}

/** Tries to click what the locator finds; false where the click did not arrive, and so did nothing. */
export async function clickOnce(locator: Locator): Promise<boolean> {
  return attempted(locator, 'click');
}

/** Clicks an entry of a menu, which acts on the release of the button; false where the menu did not take it. */
export async function release(locator: Locator): Promise<boolean> {
  return attempted(locator, 'mouseup');
}

async function attempted(locator: Locator, awaited: Awaited): Promise<boolean> {
  const element = (await locator
    .elementHandle({ timeout: attempt })
    .catch(() => null)) as ElementHandle<Element> | null;
  if (element === null) return false;
  return arrives(element, awaited, (one) => one.click({ timeout: attempt })).catch(() => false);
}

/** Puts the focus on what the locator finds and presses a key there. */
export function press(locator: Locator, key: string): Promise<void> {
  return repeated(`${key} in`, locator, 'keydown', async (element) => {
    await element.focus();
    await locator.page().keyboard.press(key);
  });
}

/** Puts a value into a box; a box that is filled by its owner meanwhile is filled again. */
export async function fill(locator: Locator, value: string): Promise<void> {
  await until(
    () => `${String(locator)} to hold what was typed`,
    async () => {
      await locator.fill(value, { timeout: attempt }).catch(() => undefined);
      return (await locator.inputValue({ timeout: attempt }).catch(() => undefined)) === value;
    },
  );
}
