import type { AddressView, BodyView, MessageView } from '../../protocol.ts';
import { formatDate, formatSize } from '../format.ts';
import { baseSheet } from '../render/frame-styles.ts';
import type { ImageStore } from '../render/images.ts';
import { plainText } from '../render/plain-text.ts';
import { sanitise } from '../render/sanitise.ts';
import { visibleLine } from '../visible.ts';
import { materialise } from './materialise.ts';
import { shadowSheet } from './stylesheet.ts';
import { readsBackSafely } from './verify.ts';

/** The page runs nothing and asks nobody for anything: its images are inside. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

const pageSheet = `
@page { margin: 18mm 16mm; }
:root { color-scheme: light; background: #fff; color: #1f1f1f; }
body { margin: 24px auto; max-width: 210mm; padding: 0 16px;
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", "Ubuntu", "Droid Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5em; line-height: 1.25; margin: 0 0 12px; }
table.head { border-collapse: collapse; margin-bottom: 12px; }
table.head th { text-align: start; vertical-align: top; font-weight: 400; color: #5f6368; padding: 0 14px 2px 0; }
table.head td { padding: 0 0 2px; }
.part, .attachments { border-top: 1px solid #c8c8c8; padding-top: 12px; margin-top: 12px; }
.plain .run { white-space: pre-wrap; font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; }
.plain blockquote { margin: 2px 0; padding-left: 12px; border-left: 2px solid #9aa0a6; color: #4a4a4a; }
@media print { body { margin: 0; max-width: none; padding: 0; } a { color: inherit; } h1, table.head { break-after: avoid; } }
`;

const shadowRules = `
:host { display: block; }
.mail-body { margin: 0; overflow-wrap: break-word; }
.mx-link { color: #005fb8; }
.mx-mismatch { text-decoration: underline wavy #b8730f; }
.mx-mismatch::after { content: " (" attr(title) ")"; color: #7a4a00; white-space: pre-line; }
img.mx-blocked, img.mx-missing { display: inline-block; min-width: 14px; min-height: 14px; border: 1px dashed #9aa0a6; color: #5f6368; }
img.mx-pixel { display: none; }
`;

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const line = (text: string): string => escape(visibleLine(text));

export function person({ name, address }: AddressView): string {
  return name ? `${name} <${address}>` : address;
}

function head(message: MessageView): string {
  const rows: readonly (readonly [string, string])[] = [
    ['From', message.from.map(person).join(', ')],
    ['Sender', message.sender.map(person).join(', ')],
    ['Reply to', message.replyTo.map(person).join(', ')],
    ['To', message.to.map(person).join(', ')],
    ['Cc', message.cc.map(person).join(', ')],
    ['Bcc', message.bcc.map(person).join(', ')],
    ['Date', formatDate(message.date.iso) || (message.date.original ?? '')],
  ];
  return rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<tr><th scope="row">${name}</th><td>${line(value)}</td></tr>`)
    .join('\n');
}

/** Folded quotes stand open on paper. */
function textMarkup(body: NonNullable<BodyView['text']>): string {
  const { root, links } = plainText(body.paragraphs);
  for (const [element, { href }] of links) {
    element.setAttribute('href', href);
    element.setAttribute('rel', 'noopener noreferrer');
  }
  const holder = document.createElement('div');
  holder.append(root);
  for (const details of Array.from(holder.querySelectorAll('details')).reverse()) {
    details.replaceWith(...Array.from(details.children).filter((child) => child.localName === 'blockquote'));
  }
  return `<div class="part plain">${holder.innerHTML}</div>`;
}

async function htmlMarkup(source: string, images: ImageStore): Promise<string> {
  const { body, variables, css } = await materialise(
    await sanitise(source, { remoteImages: false, scheme: 'light' }),
    images,
  );
  const wrapper = document.implementation.createHTMLDocument('').createElement('div');
  for (const { name, value } of Array.from(body.attributes)) wrapper.setAttribute(name, value);
  wrapper.classList.add('mail-body');
  wrapper.append(...Array.from(body.childNodes));
  const markup = wrapper.outerHTML;
  if (!readsBackSafely(markup)) {
    return `<div class="part plain"><div class="run">${escape(wrapper.innerText)}</div></div>`;
  }
  const own = [...variables].map(([name, value]) => `${name}: ${value};`).join(' ');
  const base = baseSheet('light', { background: '#fff', foreground: '#1f1f1f' });
  const style = shadowSheet(`${base}\n${shadowRules}\n${css}\n:host { ${own} }`);
  return `<div class="part"><template shadowrootmode="open"><style>${style}</style>${markup}</template></div>`;
}

/**
 * The message as one page of its own, to keep or to print: it needs no network, runs no script, and its policy says so.
 * @param preferText plain text where a part has both
 */
export async function messageDocument(message: MessageView, images: ImageStore, preferText: boolean): Promise<string> {
  const parts: string[] = [];
  for (const body of message.bodies) {
    if (body.html && !(preferText && body.text)) parts.push(await htmlMarkup(body.html.html, images));
    else if (body.text) parts.push(textMarkup(body.text));
  }
  const attachments = message.attachments
    .map(({ name, decodedSize }) => `<li>${line(name)} (${formatSize(decodedSize)})</li>`)
    .join('\n');
  const title = line(message.subject) || 'No subject';
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta http-equiv="x-dns-prefetch-control" content="off">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${pageSheet}</style>
</head>
<body>
<h1>${title}</h1>
<table class="head">
${head(message)}
</table>
${parts.join('\n')}
${attachments === '' ? '' : `<div class="attachments">Attachments<ul>${attachments}</ul></div>`}
</body>
</html>
`;
}
