import type { EnvelopeAddress } from '../imap/grammar/types.ts';

/** More addresses than any field has; the rest is passed over. */
const maxAddresses = 10_000;

interface Pending {
  /** Words outside angle brackets, quotes taken off: a display name or the name of a group. */
  phrase: string;
  /** The same with its quotes, in case it turns out to be an address. */
  spec: string;
  angle: string | null;
  comment: string | null;
}

/**
 * An unfolded address field (RFC 5322 §3.4) as ENVELOPE would hold it: names undecoded, groups marked, obsolete routes
 * dropped. Takes what is broken as it stands; linear in its length, never throws.
 */
export function parseAddressList(text: string): readonly EnvelopeAddress[] {
  const found: EnvelopeAddress[] = [];
  let pending = nothing();
  let inGroup = false;
  const flush = (): void => {
    const address = addressOf(pending);
    if (address !== null) found.push(address);
    pending = nothing();
  };
  for (let at = 0; at < text.length && found.length < maxAddresses;) {
    const char = text[at] ?? '';
    switch (char) {
      case '"': {
        const end = endOf(text, at, '"');
        pending.phrase += unquote(text.slice(at + 1, end - 1));
        pending.spec += text.slice(at, end);
        at = end;
        continue;
      }
      case '(': {
        const end = endOfComment(text, at);
        pending.comment ??= unquote(text.slice(at + 1, end - 1)).trim();
        pending.phrase += ' ';
        at = end;
        continue;
      }
      case '<': {
        const end = endOf(text, at, '>');
        pending.angle ??= text.slice(at + 1, end - 1).trim();
        at = end;
        continue;
      }
      case '[': {
        const end = endOf(text, at, ']');
        pending.phrase += text.slice(at, end);
        pending.spec += text.slice(at, end);
        at = end;
        continue;
      }
      case ',':
        flush();
        break;
      case ':':
        found.push({ type: 'group-start', name: pending.phrase.trim() });
        pending = nothing();
        inGroup = true;
        break;
      case ';':
        flush();
        if (inGroup) found.push({ type: 'group-end' });
        inGroup = false;
        break;
      default:
        pending.phrase += char;
        pending.spec += char;
    }
    at++;
  }
  flush();
  if (inGroup) found.push({ type: 'group-end' });
  return found;
}

function nothing(): Pending {
  return { phrase: '', spec: '', angle: null, comment: null };
}

function addressOf({ phrase, spec, angle, comment }: Pending): EnvelopeAddress | null {
  const name = phrase.trim().replace(/\s+/g, ' ');
  if (angle !== null) {
    const plain = angle.startsWith('@') ? angle.slice(angle.indexOf(':') + 1) : angle;
    if (plain === '' && name === '') return null;
    return { type: 'mailbox', name: name === '' ? comment : name, route: null, ...split(plain) };
  }
  const bare = spec.trim();
  if (bare === '') return null;
  return { type: 'mailbox', name: comment === '' ? null : comment, route: null, ...split(bare) };
}

function split(address: string): { readonly mailbox: string; readonly host: string } {
  const at = address.lastIndexOf('@');
  const mailbox = (at < 0 ? address : address.slice(0, at)).trim();
  return {
    mailbox: /^".*"$/s.test(mailbox) ? unquote(mailbox.slice(1, -1)) : mailbox,
    host: at < 0 ? '' : address.slice(at + 1).trim(),
  };
}

/** Behind the closing character of what opens at `start`; one past the text where it is never closed. */
function endOf(text: string, start: number, close: string): number {
  let quoted = false;
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === close && !quoted) return at + 1;
    else if (char === '"' && close === '>') quoted = !quoted;
  }
  return text.length + 1;
}

function endOfComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '(') depth++;
    else if (char === ')' && --depth === 0) return at + 1;
  }
  return text.length + 1;
}

function unquote(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}
