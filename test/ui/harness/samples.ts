import type { MessageView } from '../../../webview/protocol.ts';
import { htmlBody, message, textBody } from './messages.ts';

/** A 1 × 1 pixel and an 80 × 48 picture, both PNG. */
export const pixelPng = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  (char) => char.charCodeAt(0),
);

const newsletterHtml = `<!doctype html><html><head><style>
  body { margin: 0; background: #f3f4f6; } a { color: #0b57d0; } h1 { font-size: 24px; margin: 0 0 12px; color: #111827 }
  .card { background: #ffffff; border-radius: 8px; padding: 28px 32px; } .muted { color: #6b7280; font-size: 13px }
  .button { background: #0b57d0; color: #fff; padding: 10px 18px; border-radius: 6px; text-decoration: none; display: inline-block }
  @import url(https://cdn.news.example/fonts.css);
</style></head><body><table width="100%" cellpadding="0" cellspacing="0" role="presentation"><tr><td align="center" style="padding:24px 12px">
<table width="560" cellpadding="0" cellspacing="0" role="presentation"><tr><td class="card">
<img src="https://img.news.example/header.png" width="496" height="120" alt="The Compiler Weekly">
<h1>Issue 128: parsing in linear time</h1>
<p>Hello Grace, this week we look at parsers that never go back, and why <a href="https://news.example/articles/128">that is enough</a> for mail.</p>
<p><a class="button" href="https://click.tracker.example/u?x=1">Read the issue</a></p>
<p>Verify your account: <a href="https://login.evil.example/">https://www.example.org/account</a></p>
<p class="muted">You receive this because you subscribed. <a href="https://news.example/unsubscribe">Unsubscribe</a></p>
<img src="https://t.tracker.example/open.gif?id=128" width="1" height="1" alt="">
</td></tr></table></td></tr></table></body></html>`;

export const newsletter: MessageView = message({
  subject: 'The Compiler Weekly #128: parsing in linear time, and a long tail of smaller news',
  from: [{ name: 'The Compiler Weekly', address: 'news@news.example', group: null }],
  replyTo: [{ name: null, address: 'editors@news.example', group: null }],
  flags: ['\\Seen', '\\Flagged', 'Reading'],
  bodies: [htmlBody(newsletterHtml, 'Hello Grace, this week we look at parsers that never go back.')],
});

export const discussion: MessageView = message({
  subject: 'Re: [parsers] Should literals stream?',
  to: [
    { name: 'Parsers list', address: 'parsers@lists.example.org', group: null },
    { name: 'Grace Hopper', address: 'grace@example.org', group: null },
  ],
  cc: ['Edsger', 'Barbara', 'Tony', 'Niklaus', 'Donald', 'Adele'].map((name) => ({
    name,
    address: `${name.toLowerCase()}@example.org`,
    group: null,
  })),
  attachments: [
    {
      section: '2',
      name: '0001-stream-literals.patch',
      type: 'text/x-patch',
      size: 9_120,
      decodedSize: 8_840,
      inline: false,
      opens: 'text',
    },
    {
      section: '3',
      name: 'Messung – Übersicht der Laufzeiten und Speicherverbräuche.pdf',
      type: 'application/pdf',
      size: 2_411_000,
      decodedSize: 1_761_000,
      inline: false,
      opens: 'save',
    },
    {
      section: '4',
      name: 'invoice⟨U+202E⟩gpj.exe',
      type: 'application/octet-stream',
      size: 12_000,
      decodedSize: 8_800,
      inline: false,
      opens: 'save',
    },
  ],
  bodies: [
    textBody(`On Friday, Ada Lovelace wrote:
> On Thursday, Tony wrote:
>> The parser gathers the whole literal before it hands it on. For a mail of
>> 60 MB that is 60 MB too many, and the event loop stands still meanwhile.
>> I measured it: see https://example.org/bench?size=60M#literal (and the table
>> in the attachment).
>> Thoughts?
>
> Agreed. What about back-pressure?

The socket pauses when the reader does; ada@example.org has a patch that does
exactly this. The interesting part is what happens when a command is cancelled
in the middle of a literal: the rest still has to be read, and thrown away.

Compare www.example.org and <https://www.rfc-editor.org/rfc/rfc9051#section-4.3>.

Grace

> Agreed. What about back-pressure?
> 
> A second paragraph, quoted again,
> because mail programs quote everything
> that stood there before,
> and nobody removes it.
> It goes on for a while.
> And on.
>> even the quote of the quote.

-- 
Grace Hopper
Rear admiral, compilers`),
  ],
});
