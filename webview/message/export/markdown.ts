import TurndownService from 'turndown';
import type { MessageView, TextParagraph } from '../../protocol.ts';
import { formatDate } from '../format.ts';
import type { ImageStore } from '../render/images.ts';
import { sanitise } from '../render/sanitise.ts';
import { visibleLine, visibleText } from '../visible.ts';
import { materialise } from './materialise.ts';
import { person } from './page.ts';

const service = new TurndownService({
  headingStyle: 'atx',
  codeBlockStyle: 'fenced',
  bulletListMarker: '-',
  hr: '---',
});

// The octets of an image are no Markdown; its words are.
service.addRule('image', {
  filter: 'img',
  replacement: (_, node) => service.escape(node.getAttribute('alt') ?? ''),
});

function quoted(paragraphs: readonly TextParagraph[]): string {
  return paragraphs
    .flatMap(({ depth, text }) => text.split('\n').map((one) => `${'> '.repeat(depth)}${one}`.trimEnd()))
    .join('\n');
}

/**
 * The message as Markdown: subject as heading, who and when, then the text. HTML is read from the sanitised tree.
 * @param preferText plain text where a part has both
 */
export async function messageMarkdown(message: MessageView, images: ImageStore, preferText: boolean): Promise<string> {
  const facts: readonly (readonly [string, string])[] = [
    ['From', message.from.map(person).join(', ')],
    ['To', message.to.map(person).join(', ')],
    ['Cc', message.cc.map(person).join(', ')],
    ['Date', formatDate(message.date.iso) || (message.date.original ?? '')],
  ];
  const head = facts
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `**${name}:** ${service.escape(visibleLine(value))}`)
    .join('  \n');
  const parts = [`# ${service.escape(visibleLine(message.subject)) || 'No subject'}`, head];
  for (const { html, text } of message.bodies) {
    if (html && !(preferText && text)) {
      const { body } = await materialise(await sanitise(html.html, { remoteImages: false, scheme: 'light' }), images);
      parts.push(visibleText(service.turndown(body)));
    } else if (text) {
      parts.push(visibleText(quoted(text.paragraphs)));
    }
  }
  return `${parts.join('\n\n')}\n`;
}
