/** A web address taken from a server, ready to be shown before it is opened. */
export interface WebAddress {
  /** Host in ASCII (punycode), so that look-alike letters show; with the port where it is not the usual one. */
  readonly host: string;
  readonly href: string;
}

/** Null unless `text` is an absolute http(s) URL: `command:`, `file:` and the like are never opened for a server. */
export function webAddress(text: string): WebAddress | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  return { host: url.host, href: url.href };
}
