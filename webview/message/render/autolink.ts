/** A stretch of text that is a link. */
export interface FoundLink {
  readonly start: number;
  readonly end: number;
  /** For `linkTarget`, which decides whether it may leave. */
  readonly href: string;
}

const candidates =
  /(?:https?:\/\/|mailto:)[^\s<>"'`\u0000-\u001f\u007f\u200b\u2028-\u202e\u2066-\u2069]+|[\w.+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,8}[a-z][a-z\d-]{1,62}/gi;

/** Punctuation behind an address belongs to the sentence; a closing bracket does when it was not opened inside. */
function trimmedEnd(text: string): number {
  let end = text.length;
  for (;;) {
    const last = text[end - 1] ?? '';
    if (/[.,;:!?*_~|\]}»”’]/.test(last)) {
      end -= 1;
    } else if (last === ')' && count(text, '(', end) < count(text, ')', end)) {
      end -= 1;
    } else {
      return end;
    }
  }
}

function count(text: string, char: string, end: number): number {
  let found = 0;
  // An address with more brackets than this is none; the bound keeps the cost linear.
  for (let i = Math.max(0, end - 200); i < end; i++) {
    found += text[i] === char ? 1 : 0;
  }
  return found;
}

/** Finds web and mail addresses in plain text, and nothing of another scheme. */
export function findLinks(text: string): FoundLink[] {
  const links: FoundLink[] = [];
  for (const match of text.matchAll(candidates)) {
    const before = text[match.index - 1] ?? '';
    const raw = match[0].slice(0, trimmedEnd(match[0]));
    const scheme = /^(?:https?:\/\/|mailto:)/i.test(raw);
    // `javascript:x@example.org` and `a/b@c.d` are parts of something else.
    if (raw.length < 6 || /[\w:/@]/.test(before)) {
      continue;
    }
    links.push({ start: match.index, end: match.index + raw.length, href: scheme ? raw : `mailto:${raw}` });
  }
  return links;
}
