import assert from 'node:assert/strict';
import { mailboxFromDisplay, mailboxFromWire, sameMailbox } from '../../../extension/imap/wire/mailbox-name.ts';
import { decodeUtf7, encodeUtf7 } from '../../../extension/imap/wire/utf7.ts';
import { CommandWriter, partOctets } from '../../../extension/imap/wire/writer.ts';
import { parseResponse } from '../../../extension/imap/grammar/response.ts';
import { ResponseSplitter } from '../../../extension/imap/wire/splitter.ts';
import type { Target } from '../engine/target.ts';

/** What a server that reads the argument of a command finds in it. */
function reads(argument: Buffer): string | null {
  let found: string | null = null;
  const ignore = (): void => undefined;
  new ResponseSplitter({
    frame: (frame) => {
      const response = parseResponse(frame, { utf8: false });
      found = response.type === 'list' ? response.name.wire : null;
    },
    literalStart: ignore,
    literalChunk: ignore,
    literalEnd: ignore,
    violation: ignore,
  }).push(Buffer.concat([Buffer.from('* LIST () NIL '), argument, Buffer.from('\r\n')]));
  return found;
}

export const target: Target = {
  name: 'names',
  about: 'imap/wire: modified UTF-7, mailbox names, the writer',
  share: 5,
  maxLength: 600,
  seeds: [
    'INBOX',
    'Entw&APw-rfe',
    '~peter/mail/&U,BTFw-/&ZeVnLIqe-',
    '&Jjo-!',
    '&2D3eAA-',
    '\xc3\xbc',
    '&&-',
    'a\r\nb"\\',
  ],
  words: ['&-', '&AP', '&2D', 'INBOX', '\r\n', '{5}'],
  run(data) {
    const wire = data.toString('latin1');
    const text = data.toString('utf16le');
    const wellFormed = text.toWellFormed();
    assert.equal(decodeUtf7(encodeUtf7(wellFormed)), wellFormed);
    assert.match(encodeUtf7(text), /^[\x20-\x7e]*$/);
    assert.ok(decodeUtf7(wire).length <= Math.max(1, wire.length));
    for (const utf8 of [false, true]) {
      const name = mailboxFromWire(wire, utf8);
      if (name.wire.toUpperCase() !== 'INBOX') assert.equal(name.wire, wire);
      assert.ok(sameMailbox(name, name));
      const own = mailboxFromDisplay(wellFormed, utf8);
      if (own.wire.toUpperCase() !== 'INBOX') assert.equal(mailboxFromWire(own.wire, utf8).display, own.display);
      if (name.wire.includes('\0')) {
        assert.throws(() => new CommandWriter({ literalPlus: true, literalMinus: false, utf8 }).mailbox(name));
        continue;
      }
      const parts = new CommandWriter({ literalPlus: true, literalMinus: false, utf8 }).mailbox(name).finish();
      const octets = Buffer.concat(
        parts.flatMap((part) =>
          part.kind === 'literal'
            ? [Buffer.from(part.header), part.bytes]
            : part.kind === 'stream'
              ? []
              : [partOctets(part)],
        ),
      );
      // The same octets come back to us from whoever reads the command.
      assert.equal(reads(octets.subarray(0, -2)), name.wire);
    }
  },
};
