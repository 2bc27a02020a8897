import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { AttachmentView, CardView } from '../../protocol.ts';
import { counted, formatSize } from '../format.ts';
import { post } from '../host.ts';
import { icons, typeIcon } from '../icons.ts';
import { shared } from '../styles.ts';
import { visibleLine } from '../visible.ts';
import { dragPart } from './drag.ts';
import './cards.ts';

/** As many stand there before the rest folds away. */
const shortList = 6;
/** More than this is never drawn at once. */
const longList = 500;

/** The attachments of a message: a row of cards, each with what can be done with it. */
export class MailAttachments extends LitElement {
  static override properties = {
    attachments: { attribute: false },
    cards: { attribute: false },
    folder: { attribute: false },
    shown: { state: true },
  };
  static override styles = [
    shared,
    css`
      section {
        margin: 0 24px 10px;
      }
      .title {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-bottom: 4px;
        min-height: 26px;
      }
      h2 {
        margin: 0;
        font-size: 1em;
        font-weight: 600;
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr));
        gap: 6px;
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: flex;
        align-items: center;
        gap: 8px;
        min-width: 0;
        padding: 5px 4px 5px 10px;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 4px;
      }
      li:hover,
      li:focus-within {
        background: var(--vscode-list-hoverBackground);
      }
      li > .icon {
        color: var(--vscode-icon-foreground, inherit);
      }
      .what {
        flex: 1 1 auto;
        min-width: 0;
        line-height: 1.35;
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .warning {
        color: var(--vscode-editorWarning-foreground);
        font-size: 0.92em;
      }
      .what .warning {
        white-space: normal;
      }
      .facts {
        font-size: 0.92em;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];
  declare attachments: readonly AttachmentView[];
  /** Cards of what was opened, by section. */
  declare cards: ReadonlyMap<string, readonly CardView[]>;
  /** Where they are files, for whoever they are dragged to. */
  declare folder: string | null;
  declare shown: number;

  constructor() {
    super();
    this.attachments = [];
    this.cards = new Map();
    this.folder = null;
    this.shown = shortList;
  }

  #card(entry: AttachmentView): TemplateResult {
    const name = visibleLine(entry.name);
    const facts = `${entry.type} · ${formatSize(entry.decodedSize)}`;
    return html`<li
      draggable=${this.folder === null ? 'false' : 'true'}
      @dragstart=${(event: DragEvent): void => this.#drag(event, entry)}
    >
      ${typeIcon(entry.type)}
      <div class="what" title=${`${name}\n${facts}`}>
        <div class="name"><bdi>${name}</bdi></div>
        <div class="facts dim">${facts}</div>
        ${entry.warning ? html`<div class="facts warning" role="note">⚠ ${visibleLine(entry.warning)}</div>` : nothing}
      </div>
      ${
        entry.opens === 'save'
          ? nothing
          : html`<button
              class="quiet square"
              title="Open"
              aria-label=${`Open ${name}`}
              @click=${(): void => post({ type: 'openAttachment', section: entry.section })}
            >
              ${icons.open}
            </button>`
      }
      <button
        class="quiet square"
        title="Save…"
        aria-label=${`Save ${name}`}
        @click=${(): void => post({ type: 'saveAttachment', section: entry.section })}
      >
        ${icons.save}
      </button>
    </li>`;
  }

  override render(): TemplateResult | typeof nothing {
    const total = this.attachments.length;
    if (total === 0) {
      return nothing;
    }
    const size = this.attachments.reduce((sum, entry) => sum + entry.decodedSize, 0);
    const rest = total - Math.min(this.shown, total);
    return html`<section aria-labelledby="title">
      <div class="title">
        <h2 id="title">${counted(total, 'attachment', 'attachments')}</h2>
        <span class="dim">${formatSize(size)}</span>
        ${
          total > 1
            ? html`<button class="quiet" @click=${(): void => post({ type: 'saveAll' })}>
                ${icons.save} Save all
              </button>`
            : nothing
        }
      </div>
      <ul>
        ${this.attachments.slice(0, this.shown).map((entry) => this.#card(entry))}
      </ul>
      ${
        rest > 0
          ? html`<button class="quiet" @click=${(): void => this.#more()}>
              Show ${Math.min(rest, longList)} more${rest > longList ? ` of ${rest}` : nothing}
            </button>`
          : nothing
      }
      ${Array.from(this.cards.values(), (cards) => html`<mail-cards .cards=${cards}></mail-cards>`)}
    </section>`;
  }

  #drag(event: DragEvent, entry: AttachmentView): void {
    if (this.folder !== null) dragPart(event, this.folder, entry);
  }

  #more(): void {
    this.shown += longList;
  }
}

customElements.define('mail-attachments', MailAttachments);
