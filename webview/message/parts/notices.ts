import { html, nothing, type TemplateResult } from 'lit';
import type { MessageView } from '../../protocol.ts';
import { formatSize } from '../format.ts';
import { post } from '../host.ts';
import { visibleLine } from '../visible.ts';
import './banner.ts';

/** Only the beginning of a text is on the page. */
export function truncatedNotice(message: MessageView): TemplateResult | typeof nothing {
  const cut = message.bodies.flatMap((body) => [body.html, body.text]).find((extent) => extent?.truncated);
  if (!cut) {
    return nothing;
  }
  const size = formatSize(cut.totalSize);
  return cut.canShowAll
    ? html`<mail-banner kind="info">
        Only the beginning of this message is shown; the whole text has ${size}.
        <vscode-button slot="actions" secondary @click=${(): void => post({ type: 'showAll' })}>Show all</vscode-button>
      </mail-banner>`
    : html`<mail-banner kind="info">
        Only the beginning of this message is shown; the whole text has ${size}, too much for this view.
        <vscode-button slot="actions" secondary @click=${(): void => post({ type: 'viewSource' })}
          >View source</vscode-button
        >
      </mail-banner>`;
}

/** What had to be mended or guessed. */
export function problemsNotice(message: MessageView): TemplateResult | typeof nothing {
  const [first] = message.problems;
  if (first === undefined) {
    return nothing;
  }
  return html`<mail-banner kind="warning">
    ${
      message.problems.length === 1
        ? visibleLine(first)
        : html`<ul>
            ${message.problems.map((problem) => html`<li>${visibleLine(problem)}</li>`)}
          </ul>`
    }
  </mail-banner>`;
}
