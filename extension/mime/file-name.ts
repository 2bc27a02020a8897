import { extensionFor } from './media-types.ts';
import { visibleLine } from './visible.ts';

const maxOctets = 200;
const maxExtensionOctets = 20;
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;

/**
 * A base name that can be written on every platform and shows what it is: the last path segment, without separators,
 * wildcards or controls; bidi and invisible characters as `[U+202E]`; runs of blanks as one, so that no extension is
 * pushed out of sight; no leading dot, no trailing dots or blanks; Windows' device names prefixed; at most 200 octets of
 * UTF-8, the extension kept. An empty one becomes `part-<section>` with the extension of the type.
 */
export function cleanFileName(name: string | null, part: { readonly section: string; readonly type: string }): string {
  const base =
    (name ?? '').split(/[/\\\u2044\u2215\u29f8\uff0f\uff3c]/).findLast((segment) => /[^\s.]/.test(segment)) ?? '';
  const plain = trimEnds(visibleLine(base).replace(/[<>:"|?*]/g, '_'));
  if (plain === '') return `part-${part.section.replace(/[^0-9A-Za-z.]/g, '') || '1'}.${extensionFor(part.type)}`;
  return shorten(plain.startsWith('.') ? `_${plain}` : guardReserved(plain));
}

/** `name (2).ext`, `name (3).ext`, …: the first that `taken` does not know, within the length allowed. */
export function uniqueFileName(name: string, taken: (candidate: string) => boolean): string {
  if (!taken(name)) return name;
  const { stem, extension } = splitExtension(name);
  for (let count = 2; ; count++) {
    const suffix = ` (${count})`;
    const candidate = cutOctets(stem, maxOctets - Buffer.byteLength(suffix + extension)) + suffix + extension;
    if (!taken(candidate)) return candidate;
  }
}

function trimEnds(text: string): string {
  return text.replace(/^\s+/, '').replace(/[\s.]+$/, '');
}

function guardReserved(name: string): string {
  const dot = name.indexOf('.');
  const device = (dot < 0 ? name : name.slice(0, dot)).trimEnd();
  return reserved.test(device) ? `_${name}` : name;
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= maxOctets) return name;
  const { stem, extension } = splitExtension(name);
  return trimEnds(cutOctets(stem, maxOctets - Buffer.byteLength(extension))) + extension;
}

function splitExtension(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || Buffer.byteLength(name.slice(dot)) > maxExtensionOctets) return { stem: name, extension: '' };
  return { stem: name.slice(0, dot), extension: name.slice(dot) };
}

/** Whole code points only. */
function cutOctets(text: string, limit: number): string {
  let length = 0;
  let out = '';
  for (const char of text) {
    length += Buffer.byteLength(char);
    if (length > limit) break;
    out += char;
  }
  return out;
}
