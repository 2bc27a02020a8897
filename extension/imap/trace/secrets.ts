import { decodeText } from '../wire/octets.ts';
import { aroundUrlTokens } from '../wire/url-token.ts';
import type { CommandPart } from '../wire/writer.ts';
import type { TracePart } from './record.ts';

/** Stands where the server repeated a secret. */
export const hidden = '<secret>';
/** From so many characters on it is no coincidence, whatever stands around it. */
const unmistakable = 12;
/** A server that cuts what it repeats still gives the beginning away; so much of a long one is enough to know it by. */
const stemLength = 16;
/** Below this, servers say the same letters all the time. */
const shortest = 4;
/** A mechanism takes a few rounds; this many are nobody's. */
const mostForms = 64;

/** What servers say of a sign-in in any case: to hide one of these would tell the reader what the password is. */
const ordinary = new Set(
  `access account again already argument arguments authenticate authenticated authentication authorization blocked capability
  command completed connection contact credentials denied disabled error expired failed failure imap imap4 imap4rev1 imap4rev2
  incorrect internal invalid later logged login logon logout mail mailbox mailserver missing name password passwd plain please
  ready required secure server service successful syntax temporarily unavailable unknown unrecognized user username welcome
  wrong your`.split(/\s+/),
);

/**
 * The secrets of one connection, to be hidden in what the server says (a refused LOGIN is repeated by many servers, password
 * included). A long one, and what was sent in base64, is hidden wherever it stands; a shorter one where it stands as a word of the text
 * for people; one of less than four characters, the user's own name or a word that servers say anyway only where it is repeated as an
 * argument, behind the user's name: hidden elsewhere, the gap would tell what it is.
 */
export class Secrets {
  readonly #open = new Set<string>();
  readonly #forms = new Set<string>();
  #pattern: RegExp | null = null;

  /** A name that is no secret although mechanisms wrap it like one. */
  user(name: string): void {
    if (name !== '') this.#open.add(name);
    this.#pattern = null;
  }

  add(secret: string): void {
    if (secret === '' || secret === '=' || secret === '*') return;
    for (const form of [secret, secret.replace(/["\\]/g, '\\$&'), Buffer.from(secret).toString('latin1')]) {
      this.#forms.delete(form);
      this.#forms.add(form);
    }
    const [oldest] = this.#forms;
    if (this.#forms.size > mostForms && oldest !== undefined) this.#forms.delete(oldest);
    this.#pattern = null;
  }

  /** Learns what of a command on its way out is secret: as it goes out, without quotes, and out of its base64. */
  sent(parts: readonly CommandPart[]): void {
    for (const part of parts) {
      if (part.kind !== 'secret' && !(part.kind === 'literal' && part.secret)) continue;
      const octets = Buffer.from(part.bytes);
      const text = decodeText(octets, 0, octets.length);
      const plain = /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text;
      if (this.#open.has(plain)) continue;
      this.add(plain);
      if (plain.length < 8 || plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) continue;
      const inside = Buffer.from(plain, 'base64');
      const decoded = decodeText(inside, 0, inside.length);
      if (!this.#open.has(decoded)) this.add(decoded);
    }
  }

  /** The text with `hidden` in place of each secret. */
  mask(text: string): string {
    return this.#around(text, 0)
      .map((piece, at) => (at % 2 === 0 ? piece : hidden))
      .join('');
  }

  /** A line as the trace keeps it. */
  parts(line: string): TracePart[] {
    const parts: TracePart[] = [];
    for (const [at, piece] of this.#around(line, textStart(line)).entries()) {
      if (at % 2 === 1) parts.push({ kind: 'secret', size: Buffer.byteLength(piece) });
      else if (piece !== '') parts.push({ kind: 'text', text: piece });
    }
    return parts;
  }

  /** `text` around what is secret in it, every second piece a secret. @param from where words for people begin. */
  #around(text: string, from: number): readonly string[] {
    const pieces: string[] = [];
    let at = 0;
    const pattern = this.#forms.size === 0 ? null : (this.#pattern ??= this.#compile());
    for (const match of pattern === null ? [] : text.matchAll(pattern)) {
      if (match.groups?.['word'] !== undefined && match.index < from) continue;
      pieces.push(text.slice(at, match.index), match[0]);
      at = match.index + match[0].length;
    }
    pieces.push(text.slice(at));
    return pieces.flatMap((piece, index) => (index % 2 === 0 ? aroundUrlTokens(piece) : [piece]));
  }

  #compile(): RegExp {
    const forms = [...this.#forms].sort((a, b) => b.length - a.length);
    const users = [...this.#open].flatMap((name) => [name, name.replace(/["\\]/g, '\\$&')]);
    const anywhere: string[] = [];
    const words: string[] = [];
    const arguments_: string[] = [];
    for (const form of forms) {
      if (form.length < shortest || this.#open.has(form) || ordinary.has(form.toLowerCase())) arguments_.push(form);
      else if (form.length < unmistakable) words.push(bounded(form));
      else if (form.length > stemLength + 8 && !/[\s"',;()<>]/.test(form))
        anywhere.push(`${escaped(form.slice(0, stemLength))}[^\\s"',;()<>]*`);
      else anywhere.push(escaped(form));
    }
    const choices = [...anywhere];
    if (words.length > 0) choices.push(`(?<word>${words.join('|')})`);
    if (arguments_.length > 0 && users.length > 0) {
      const behind = `(?<=(?<![\\p{L}\\p{N}])(?:${users.map(escaped).join('|')})["']?[\\s,:/\\0]{1,3}(?:\\{\\d+\\+?\\}\\s*)?["']?)`;
      choices.push(`${behind}(?:${arguments_.map(bounded).join('|')})`);
    }
    return choices.length === 0 ? /(?!)/g : new RegExp(choices.join('|'), 'giu');
  }
}

const status = /^(?:(?:\*|A\d+) +(?:OK|NO|BAD|BYE|PREAUTH)(?![A-Z])|\+) */i;
/** Codes whose arguments are data: there a secret stands by chance, if at all. In any other, what was sent may be repeated. */
const dataCode = new RegExp(
  `^\\[(?:${[
    '(?:UIDVALIDITY|UIDNEXT|UNSEEN|HIGHESTMODSEQ|APPENDUID|COPYUID|MODIFIED) [\\d:,* ]+',
    '(?:CAPABILITY|PERMANENTFLAGS|BADCHARSET|MAILBOXID|REFERRAL|BADURL)(?=[ (])[^\\]]+',
  ].join('|')})\\]`,
  'i',
);

/** Behind tag, status and a code that is data. */
function textStart(line: string): number {
  const head = status.exec(line)?.[0].length ?? 0;
  if (head === 0) return 0;
  return head + (dataCode.exec(line.slice(head))?.[0].length ?? 0);
}

/** As a word of its own: neither inside another one nor a part of a name or an address. */
function bounded(form: string): string {
  const before = /^[\p{L}\p{N}]/u.test(form) ? '(?<![\\p{L}\\p{N}_@.-])' : '';
  const after = /[\p{L}\p{N}]$/u.test(form) ? '(?![\\p{L}\\p{N}_@-]|\\.[\\p{L}\\p{N}])' : '';
  return `${before}${escaped(form)}${after}`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
