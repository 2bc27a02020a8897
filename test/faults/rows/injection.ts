import type { FaultRow, Seed } from '../row.ts';

const unit = (file: string, name: string): FaultRow['test'] => ({ file: `test/unit/${file}.test.ts`, name });
const seed = (file: string, find: string, replace: string): Seed => ({ file: `extension/${file}.ts`, find, replace });
const writer = (find: string, replace: string): Seed => seed('imap/wire/writer', find, replace);

const never = (place: string): FaultRow['test'] =>
  unit('imap/injection', `fault 37: line breaks and NUL never leave raw in ${place}`);
const quotesAll = writer(
  'octets.length > maxQuoted || octets.includes(0x0d) || octets.includes(0x0a)',
  'octets.length > maxQuoted',
);
const nul = writer("if (octets.includes(0)) invalid('IMAP strings cannot hold the NUL character');", '');
const visible = seed(
  'notifications/sanitise-text',
  'return invisible.test(point) ? byNumber(point) : point;',
  'return point;',
);

export const injection: readonly FaultRow[] = [
  {
    row: 37,
    fault: 'any text in any kind of argument',
    test: unit('imap/wire-writer', 'property: no argument breaks out of its field'),
    seed: quotesAll,
    bug: 'line breaks go into quoted strings',
  },
  ...[
    'a mailbox, opened',
    'a text to search for',
    'nested criteria',
    'who we are',
    'a root of quotas',
    'a value of metadata',
    'an annotation',
  ].map((place) => ({
    row: 37,
    fault: place,
    test: never(place),
    seed: quotesAll,
    bug: 'line breaks go into quoted strings',
  })),
  {
    row: 37,
    fault: 'NUL in a user of a mailbox',
    test: never('a user of a mailbox'),
    seed: nul,
    bug: 'NUL is written',
  },
  {
    row: 37,
    fault: 'a flag',
    test: unit('imap/wire-writer', 'flags are checked'),
    seed: writer('!(systemFlag.test(flag) || keyword.test(flag)) ||', ''),
    bug: 'flags are not looked at',
  },
  {
    row: 37,
    fault: 'a section',
    test: never('a section'),
    seed: [
      writer(
        'if (match === null) invalid(`"${visible(spec)}" is no section of a message`);',
        'if (match === null) return this.text(`[${spec}]`);',
      ),
      writer('if (/[\\r\\n\\0]/.test(text)) invalid(`${what} cannot', 'if (text === null) invalid(`${what} cannot'),
    ],
    bug: 'sections and verbatim text are not looked at',
  },
  {
    row: 37,
    fault: 'text that announces a literal of its own',
    test: unit('imap/wire-writer', 'verbatim text cannot make the server swallow the next command'),
    seed: writer(
      "if (/\\{\\d+[+-]?\\}$/.test(this.#text)) invalid('A command cannot end in the announcement of a literal');",
      '',
    ),
    bug: 'a command may end in {5}',
  },
  {
    row: 38,
    fault: 'no capability, LITERAL-, LITERAL+, literal8',
    test: unit('imap/wire-writer', 'literals wait unless the server said they need not'),
    seed: writer(
      'return !(this.#mode.literalPlus || (this.#mode.literalMinus && size <= maxMinus));',
      'return !(this.#mode.literalPlus || this.#mode.literalMinus);',
    ),
    bug: 'LITERAL- counts as LITERAL+',
  },
  {
    row: 38,
    fault: 'a literal8',
    test: unit('imap/wire-writer', 'NUL never goes out but in literal8'),
    seed: writer('if (binary && this.#mode.binary !== true) return true;', ''),
    bug: 'binary literals do not wait',
  },
  {
    row: 39,
    fault: 'line breaks, quotes, NUL in it',
    test: never('the Message-ID of a hostile mail'),
    seed: quotesAll,
    bug: 'line breaks go into quoted strings',
  },
  ...[
    ['../../etc', 'path upwards'],
    ['x;uidvalidity=1/2/parts/1', 'our own marks'],
  ].map(([name = '', what = '']) => ({
    row: 40,
    fault: name,
    test: unit('message/uri', `a mailbox survives the round: ${what}`),
    seed: [
      seed('message/uri', ".map(encodeURIComponent).join('/')", ".join('/')"),
      seed('message/uri', "/[^A-Za-z0-9 ._~&+,@()'!-]/g", '/[^\\x01-\\xff]/g'),
    ],
    bug: 'names are put into paths as they are',
  })),
  {
    row: 40,
    fault: 'C:\\CON',
    test: unit('message/uri', 'a mailbox survives the round: device and drive'),
    seed: seed(
      'message/uri',
      'parseInt(hex, 16)));\n}\n\n/** VS Code',
      'parseInt(hex, 16) & 0x0f));\n}\n\n/** VS Code',
    ),
    bug: 'octets come back as others',
  },
  {
    row: 40,
    fault: '4 KB',
    test: unit('message/uri', 'a mailbox survives the round: 4 KB'),
    seed: seed('message/uri', 'return wire.replace(', 'return wire.slice(0, 255).replace('),
    bug: 'long names are cut, so that two may be one',
  },
  {
    row: 41,
    fault: 'path upwards',
    test: unit('mime/file-name', 'path upwards'),
    seed: seed('mime/file-name', '.split(/[/\\\\\\u2044\\u2215\\u29f8\\uff0f\\uff3c]/)', ".split('|')"),
    bug: 'folders stay in the name',
  },
  {
    row: 41,
    fault: 'a right-to-left override',
    test: unit('mime/file-name', 'right-to-left override'),
    seed: seed('mime/visible', '.replace(deceptive, (char)', '.replace(/[\\x00-\\x1f]/g, (char)'),
    bug: 'bidi characters are obeyed',
  },
  {
    row: 41,
    fault: 'a dot at the end',
    test: unit('mime/file-name', 'trailing dots and blanks'),
    seed: seed('mime/file-name', '.replace(/[\\s.]+$/', '.replace(/\\s+$/'),
    bug: 'dots at the end stay',
  },
  {
    row: 41,
    fault: 'the real extension pushed out of sight',
    test: unit('mime/file-name', 'extension pushed out of sight'),
    seed: seed('mime/visible', ".replace(/\\s+/g, ' ')", ''),
    bug: 'runs of blanks stay',
  },
  {
    row: 41,
    fault: '300 octets',
    test: unit('mime/file-name', '300 octets are cut to 200 with the extension kept, between characters'),
    seed: seed('mime/file-name', 'const maxOctets = 200;', 'const maxOctets = 2000;'),
    bug: 'no cap on the length',
  },
  {
    row: 41,
    fault: 'a name that is taken',
    test: unit('message/save-file', 'never over an existing file'),
    seed: seed('message/save-file', 'await link(temporary, target);', 'await rename(temporary, target);'),
    bug: 'an existing file is written over',
  },
  {
    row: 41,
    fault: 'a file that would be opened or written by itself',
    test: unit('message/message-loader', 'only header and chosen texts are fetched, and they come decoded'),
    seed: seed(
      'message/message-loader',
      "  const subject = decodeEncodedWords(root.envelope.subject ?? '').trim();",
      "  for (const one of attachments) void access.section(ref, one.section, { signal })[Symbol.asyncIterator]().next();\n  const subject = decodeEncodedWords(root.envelope.subject ?? '').trim();",
    ),
    bug: 'attachments are fetched when the message is shown',
  },
  {
    row: 41,
    fault: 'whatever writes or opens a file',
    test: unit('message/by-itself', 'fault 41: files are written and attachments opened by what a person chose alone'),
    seed: seed(
      'message/message-panel',
      'this.#ready = true;',
      'this.#ready = true;\n        await this.#attachments.saveAll(this.model);',
    ),
    bug: 'attachments are saved as soon as the view is ready',
  },
  {
    row: 42,
    fault: 'escape sequences',
    test: unit('notifications/sanitise-text', 'an OSC 8 hyperlink and a title change are seen, not obeyed'),
    seed: seed('notifications/sanitise-text', 'if (code < 0x20) return String.fromCodePoint(0x2400 + code);', ''),
    bug: 'controls come through (by number at best)',
  },
  {
    row: 42,
    fault: 'bidi in names and alerts',
    test: unit('notifications/sanitise-text', 'bidi overrides are shown by number'),
    seed: visible,
    bug: 'bidi characters are obeyed',
  },
  {
    row: 42,
    fault: 'line breaks in the log',
    test: unit('log/transcript', 'one record is one line, whatever it holds'),
    seed: [
      visible,
      seed('notifications/sanitise-text', 'if (code < 0x20) return String.fromCodePoint(0x2400 + code);', ''),
    ],
    bug: 'line breaks come through',
  },
  {
    row: 42,
    fault: 'escapes and bidi in the log',
    test: unit('log/transcript', 'control, bidi and invisible characters are seen, in lines and in events'),
    seed: visible,
    bug: 'bidi characters are obeyed',
  },
  {
    row: 43,
    fault: 'links of all kinds',
    test: unit('notifications/sanitise-text', 'no link in server text survives'),
    seed: seed(
      'notifications/sanitise-text',
      "else if (point === '(' && (last?.endsWith(']') || last?.endsWith('$'))) piece = ' (';",
      '',
    ),
    bug: 'the pattern of a link stays',
  },
  {
    row: 43,
    fault: 'icons',
    test: unit('notifications/sanitise-text', 'no icon in server text survives'),
    seed: seed('notifications/sanitise-text', "(last?.endsWith(']') || last?.endsWith('$'))", "last?.endsWith(']')"),
    bug: 'the pattern of an icon stays',
  },
  {
    row: 43,
    fault: 'markup in an alert, in the names of mailbox and account',
    test: unit('notifications/notifier', 'hostile names of mailbox and account stay text'),
    seed: seed(
      'notifications/sanitise-text',
      "else if (point === '(' && (last?.endsWith(']') || last?.endsWith('$'))) piece = ' (';",
      '',
    ),
    bug: 'the pattern of a link stays',
  },
  {
    row: 43,
    fault: 'words of a mail wherever VS Code draws them',
    test: unit(
      'privacy/drawn-texts',
      'attachments: lists to pick from, questions, progress, what was saved and exported',
    ),
    seed: seed('notifications/sanitise-text', 'return sanitiseText(text, limit).text;', 'return text.slice(0, limit);'),
    bug: 'notifications, picks and the status bar take them as they are',
  },
  {
    row: 43,
    fault: 'Markdown of VS Code that holds server text',
    test: unit(
      'notifications/never-trusted',
      'fault 43: no Markdown of VS Code is ever trusted or holds anything but our own words',
    ),
    seed: seed(
      'log/code-hovers',
      'const text = new vscode.MarkdownString();',
      'const text = new vscode.MarkdownString();\n      text.isTrusted = true;',
    ),
    bug: 'a hover may run commands',
  },
  {
    row: 44,
    fault: 'ten thousand in a second',
    test: unit(
      'notifications/alerts',
      'ten thousand alerts in a second: one modal in the minute, then one that counts and lists the rest',
    ),
    seed: seed('notifications/alert-queue', 'const minute = 60_000;', 'const minute = 1_000;'),
    bug: 'one dialog a second',
  },
  {
    row: 44,
    fault: 'a steady drip',
    test: unit('notifications/alerts', 'a steady drip is a flood too: no more than one a minute after the first few'),
    seed: seed(
      'notifications/alert-queue',
      'if (waiting.count + waiting.shown.length > alertBurst) waiting.flooding = true;',
      'if (waiting.count > alertBurst) waiting.flooding = true;',
    ),
    bug: 'only what waits at once is a flood',
  },
];
