import type { TransferDecoder } from './transfer.ts';

const equals = 0x3d;
const cr = 0x0d;
const lf = 0x0a;

function isBlank(octet: number): boolean {
  return octet === 0x20 || octet === 0x09;
}

function hexValue(octet: number): number {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const upper = octet & 0xdf;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : -1;
}

/** Where the decoder stands: in text, behind `=`, `=` and a hex digit, `=` and blanks, `=` (blanks) CR. */
type State = 'text' | 'escape' | 'digit' | 'blanks' | 'cr';

/** More blanks in a row than any line of a mail holds are let go as text, so that memory stays bounded. */
const maxBlanks = 1000;

/**
 * Quoted-printable (RFC 2045 §6.7). Blanks at the end of a line are dropped (rule 3), soft line breaks may be followed
 * by blanks and end in CRLF, LF or CR, hex digits may be in lower case; an `=` that begins nothing stands for itself.
 */
export function quotedPrintableDecoder(): TransferDecoder {
  let state: State = 'text';
  /** Blanks that are dropped if the line ends behind them. */
  let blanks: number[] = [];
  let heldCr = false;
  let high = 0;
  let broken = 0;
  let out = new Uint8Array(0);
  let length = 0;

  function emitHeld(): void {
    for (const blank of blanks) out[length++] = blank;
    blanks = [];
    if (heldCr) out[length++] = cr;
    heldCr = false;
  }

  function acceptText(octet: number): void {
    if (octet === lf) {
      blanks = [];
      emitHeld();
      out[length++] = lf;
    } else if (isBlank(octet)) {
      if (heldCr || blanks.length >= maxBlanks) emitHeld();
      blanks.push(octet);
    } else if (octet === cr) {
      if (heldCr) emitHeld();
      heldCr = true;
    } else {
      emitHeld();
      if (octet === equals) state = 'escape';
      else out[length++] = octet;
    }
  }

  /** The `=` was no escape: it stands for itself and so does `octet`. */
  function keep(octet: number): void {
    broken++;
    out[length++] = equals;
    if (state === 'digit') out[length++] = high;
    state = 'text';
    acceptText(octet);
  }

  function accept(octet: number): void {
    if (state === 'text') return acceptText(octet);
    if (state === 'digit') {
      const low = hexValue(octet);
      if (low < 0) return keep(octet);
      out[length++] = hexValue(high) * 16 + low;
      state = 'text';
      return;
    }
    if (octet === lf || state === 'cr') {
      blanks = [];
      state = 'text';
      if (octet !== lf) acceptText(octet);
    } else if (octet === cr) {
      state = 'cr';
    } else if (isBlank(octet) && blanks.length < maxBlanks) {
      blanks.push(octet);
      state = 'blanks';
    } else if (state === 'escape' && hexValue(octet) >= 0) {
      high = octet;
      state = 'digit';
    } else {
      keep(octet);
    }
  }

  return {
    push(chunk) {
      out = new Uint8Array(chunk.length + blanks.length + 8);
      length = 0;
      for (let at = 0; at < chunk.length; at++) accept(chunk[at] ?? 0);
      return out.subarray(0, length);
    },
    end() {
      out = new Uint8Array(4);
      length = 0;
      // Blanks, and a soft line break, at the very end belong to the last line and vanish with it.
      blanks = [];
      if (state === 'digit') {
        broken++;
        out[length++] = equals;
        out[length++] = high;
      }
      emitHeld();
      state = 'text';
      return out.subarray(0, length);
    },
    get problems() {
      return broken > 0 ? [`Quoted-printable: equals signs that begin no escape (${broken}) were kept.`] : [];
    },
  };
}
