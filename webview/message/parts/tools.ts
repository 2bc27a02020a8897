import { html, nothing, type TemplateResult } from 'lit';
import { post } from '../host.ts';
import type { Appearance } from '../render/frame-styles.ts';

/** How the message is shown, as far as its tools say and change it. */
export interface ToolState {
  /** Whether the HTML's sheet is dark; null where there is no sheet to turn. */
  readonly darkSheet: boolean | null;
  /** How large the text is shown, in percent. */
  readonly percent: number;
  readonly setAppearance: (appearance: Appearance) => void;
  readonly setZoom: (percent: number) => void;
}

/** Buttons beside the subject. */
export function tools({ darkSheet, percent, setAppearance, setZoom }: ToolState): TemplateResult {
  return html`${
      darkSheet === null
        ? nothing
        : html`<button
            slot="tools"
            class="quiet"
            aria-pressed=${darkSheet}
            @click=${(): void => setAppearance(darkSheet ? 'light' : 'inverted')}
          >
            ${darkSheet ? 'Light sheet' : 'Dark sheet'}
          </button>`
    }
    ${
      percent === 100
        ? nothing
        : html`<button
            slot="tools"
            class="quiet"
            title="Back to 100 %"
            aria-label="Text size ${percent} percent, back to 100"
            @click=${(): void => setZoom(100)}
          >
            ${percent} %
          </button>`
    } <button slot="tools" class="quiet" @click=${(): void => post({ type: 'viewSource' })}>View source</button>`;
}
