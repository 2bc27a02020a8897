import type { BodyView, MessageView, TextParagraph } from '../../../webview/protocol.ts';

/** Paragraphs of a plain text as the host sends them: fixed lines with their quote depth counted off. */
export function paragraphs(text: string): TextParagraph[] {
  return text.split('\n').map((line) => {
    const quote = /^(?:>\s?)*/.exec(line)?.[0] ?? '';
    return { depth: quote.replace(/[^>]/g, '').length, text: line.slice(quote.length), flowed: false };
  });
}

export function htmlBody(html: string, text: string | null = null, section = '1'): BodyView {
  return {
    section,
    html: { html, truncated: false, canShowAll: false, totalSize: html.length },
    text: text === null ? null : textPart(text),
  };
}

function textPart(text: string): NonNullable<BodyView['text']> {
  const extent = { truncated: false, canShowAll: false, totalSize: text.length };
  return { paragraphs: paragraphs(text), flowed: false, delSp: false, ...extent };
}

export function textBody(text: string, section = '1'): BodyView {
  return { section, html: null, text: textPart(text) };
}

/** A message with one sender and no content; tests change what they look at. */
export function message(change: Partial<MessageView> = {}): MessageView {
  return {
    subject: 'Quarterly numbers',
    from: [{ name: 'Ada Lovelace', address: 'ada@example.org', group: null }],
    sender: [],
    replyTo: [],
    to: [{ name: 'Grace Hopper', address: 'grace@example.org', group: null }],
    cc: [],
    bcc: [],
    date: {
      iso: '2026-03-14T09:26:53Z',
      original: 'Sat, 14 Mar 2026 10:26:53 +0100',
      received: '2026-03-14T09:26:58Z',
    },
    messageId: '<numbers@example.org>',
    flags: ['\\Seen'],
    size: 48_213,
    headers: [
      { name: 'Subject', value: 'Quarterly numbers', raw: 'Quarterly numbers' },
      { name: 'From', value: 'Ada Lovelace <ada@example.org>', raw: 'Ada Lovelace <ada@example.org>' },
    ],
    bodies: [textBody('Hello.')],
    attachments: [],
    inlineImages: [],
    structure: [],
    problems: [],
    accountLabel: 'Work',
    mailboxLabel: 'INBOX',
    remoteImagesAllowed: false,
    ...change,
  };
}
