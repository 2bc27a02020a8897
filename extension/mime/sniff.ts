/** Octets from the start of a file that are enough to tell what it is. */
export const sniffLength = 512;

interface Mark {
  readonly type: string;
  readonly at: number;
  /** Hexadecimal; `..` is any octet. */
  readonly octets: string;
}

/** First octets of file formats as their specifications fix them. */
const marks: readonly Mark[] = [
  { type: 'image/png', at: 0, octets: '89504e470d0a1a0a' },
  { type: 'image/jpeg', at: 0, octets: 'ffd8ff' },
  { type: 'image/gif', at: 0, octets: '474946383961' },
  { type: 'image/gif', at: 0, octets: '474946383761' },
  { type: 'image/webp', at: 0, octets: '52494646........57454250' },
  { type: 'image/bmp', at: 0, octets: '424d........00000000' },
  { type: 'image/tiff', at: 0, octets: '49492a00' },
  { type: 'image/tiff', at: 0, octets: '4d4d002a' },
  { type: 'image/avif', at: 4, octets: '6674797061766966' },
  { type: 'application/pdf', at: 0, octets: '255044462d' },
  { type: 'application/zip', at: 0, octets: '504b0304' },
  { type: 'application/zip', at: 0, octets: '504b0506' },
  { type: 'application/gzip', at: 0, octets: '1f8b08' },
  { type: 'application/x-xz', at: 0, octets: 'fd377a585a00' },
  { type: 'application/x-bzip2', at: 0, octets: '425a68' },
  { type: 'application/zstd', at: 0, octets: '28b52ffd' },
  { type: 'application/x-7z-compressed', at: 0, octets: '377abcaf271c' },
  { type: 'application/vnd.rar', at: 0, octets: '526172211a07' },
  { type: 'application/x-tar', at: 257, octets: '7573746172' },
  { type: 'application/x-ole-storage', at: 0, octets: 'd0cf11e0a1b11ae1' },
  { type: 'application/ms-tnef', at: 0, octets: '789f3e22' },
  { type: 'application/vnd.microsoft.portable-executable', at: 0, octets: '4d5a' },
  { type: 'application/x-elf', at: 0, octets: '7f454c46' },
  { type: 'application/x-mach-binary', at: 0, octets: 'cffaedfe' },
  { type: 'application/x-iso9660-image', at: 0, octets: '4344303031' },
  { type: 'application/vnd.sqlite3', at: 0, octets: '53514c69746520666f726d6174203300' },
  { type: 'audio/mpeg', at: 0, octets: '494433' },
  { type: 'audio/ogg', at: 0, octets: '4f676753' },
  { type: 'audio/flac', at: 0, octets: '664c6143' },
  { type: 'audio/wav', at: 0, octets: '52494646........57415645' },
  { type: 'video/mp4', at: 4, octets: '66747970' },
  { type: 'video/webm', at: 0, octets: '1a45dfa3' },
  { type: 'application/rtf', at: 0, octets: '7b5c727466' },
  { type: 'text/x-shellscript', at: 0, octets: '2321' },
  { type: 'text/calendar', at: 0, octets: '424547494e3a5643414c454e444152' },
  { type: 'text/vcard', at: 0, octets: '424547494e3a5643415244' },
];

/** What a file's first octets say it is; null where they say nothing. */
export function sniffType(head: Uint8Array): string | null {
  const found = marks.find(({ at, octets }) => matches(head, at, octets));
  if (found !== undefined) return found.type;
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, sniffLength)).toString('latin1');
  if (/^\s*(?:<!doctype html|<html|<head|<script|<body)[\s>]/i.test(text)) return 'text/html';
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg[\s>]/i.test(text))
    return 'image/svg+xml';
  return null;
}

/** Whether a file that begins so can be read as text: UTF-8 or a code page, without controls that no text has. */
export function looksLikeText(head: Uint8Array): boolean {
  return head.length > 0 && !head.some((octet) => octet < 0x20 && octet !== 0x1b && !(octet >= 0x07 && octet <= 0x0d));
}

function matches(head: Uint8Array, at: number, octets: string): boolean {
  if (head.length < at + octets.length / 2) return false;
  for (let index = 0; index < octets.length; index += 2) {
    const wanted = octets.slice(index, index + 2);
    if (wanted !== '..' && head[at + index / 2] !== parseInt(wanted, 16)) return false;
  }
  return true;
}

/** Families in which several labels name the same kind of file. */
const same: readonly RegExp[] = [
  /^image\/(?:jpe?g|pjpeg)$/,
  /^application\/(?:zip|x-zip|x-zip-compressed|epub\+zip|java-archive|vnd\.openxmlformats-.*|vnd\.oasis\..*|vnd\.android\..*|x-xpinstall|vsix)$/,
  /^application\/(?:gzip|x-gzip|x-tgz|x-gtar.*|x-compressed-tar)$/,
  /^application\/(?:x-ole-storage|msword|vnd\.ms-.*|x-msi)$/,
  /^application\/(?:x-msdownload|x-dosexec|x-msdos-program|vnd\.microsoft\.portable-executable|x-msi)$/,
  /^(?:application|text)\/rtf$/,
  /^(?:audio|video|application)\/(?:ogg|mp4|webm|x-matroska|quicktime|3gpp|x-m4a|m4a|heic)$|^image\/heic$/,
  /^application\/(?:vnd\.rar|x-rar|x-rar-compressed)$/,
  /^(?:text|application)\/(?:html|xhtml\+xml)$/,
  /^text\/(?:vcard|x-vcard|directory)$/,
  /^application\/(?:x-elf|x-executable|x-sharedlib)$/,
];

/** Labels that promise nothing. */
const vague = /^(?:application\/octet-stream|application\/x-.*download|application\/unknown|)$/;

/** Whether a label promises nothing, so that name and content are all there is to go by. */
export function isVague(label: string): boolean {
  return vague.test(label);
}

/** Whether content of type `found` is at odds with the label: a program called an image, say. */
export function contradicts(label: string, found: string): boolean {
  if (label === found || vague.test(label)) return false;
  if (same.some((family) => family.test(label) && family.test(found))) return false;
  // Text is text: how it is called is a matter of taste, unless a browser would run it.
  const text = /^text\/|\+xml$|^application\/(?:json|xml|javascript|x-sh|x-perl|x-python|x-patch)/;
  return !(text.test(label) && text.test(found) && found !== 'text/html');
}
