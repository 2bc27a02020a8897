const modifiers: ReadonlySet<string> = new Set(['Control', 'Meta', 'Alt']);

/** Keys that the frame itself needs: links, scrolling, moving the caret of a selection. */
const ownKeys: ReadonlySet<string> = new Set([
  'Tab',
  'Enter',
  ' ',
  'Shift',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PageUp',
  'PageDown',
  'Home',
  'End',
]);

/** The workbench still tells keys by their old numbers. */
interface KeyNumbers {
  readonly keyCode: number;
  readonly which: number;
}

function copyOf(event: KeyboardEvent): KeyboardEvent {
  const { keyCode, which }: KeyNumbers = event;
  const { type, key, code, shiftKey, altKey, ctrlKey, metaKey, repeat, location } = event;
  const init = { key, code, keyCode, which, shiftKey, altKey, ctrlKey, metaKey, repeat, location };
  return new KeyboardEvent(type, { ...init, bubbles: true, cancelable: true });
}

/**
 * Brings keys pressed in a mail's frame to the workbench, which listens on the window around the frame.
 *
 * A copy of the event is dispatched there. Newer workbenches take only events that a person caused, so focus also
 * leaves the frame as soon as a modifier goes down: the key that completes the shortcut is then pressed outside.
 * Nothing happening, focus returns with the modifier.
 */
export class KeyForwarder {
  readonly #outside: HTMLElement;
  #inside: HTMLElement | null = null;
  readonly #onKeyUp = (event: KeyboardEvent): void => {
    if (modifiers.has(event.key)) {
      this.#restore();
    }
  };

  /** @param outside focusable element around the frame, where focus waits */
  constructor(outside: HTMLElement) {
    this.#outside = outside;
    window.addEventListener('keyup', this.#onKeyUp, true);
  }

  attach(doc: Document): void {
    for (const type of ['keydown', 'keyup'] as const) {
      doc.addEventListener(type, (event) => this.#forward(event, doc));
    }
  }

  #forward(event: KeyboardEvent, doc: Document): void {
    if (event.defaultPrevented) {
      return;
    }
    const chord = event.ctrlKey || event.metaKey || event.altKey;
    if (!chord && ownKeys.has(event.key)) {
      return;
    }
    if (event.type === 'keydown') {
      const active = doc.activeElement;
      this.#inside = active && active !== doc.body ? (active as HTMLElement) : null;
      this.#outside.focus({ preventScroll: true });
    }
    if (!window.dispatchEvent(copyOf(event))) {
      event.preventDefault();
    }
  }

  #restore(): void {
    const root = this.#outside.getRootNode() as Document | ShadowRoot;
    if (this.#inside?.isConnected && root.activeElement === this.#outside) {
      this.#inside.focus({ preventScroll: true });
    }
    this.#inside = null;
  }

  dispose(): void {
    window.removeEventListener('keyup', this.#onKeyUp, true);
  }
}
