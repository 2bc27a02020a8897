/** Longest target that is passed on; browsers and mail programs take no longer ones. */
const maxLength = 8192;
const schemes = new Set(['http:', 'https:', 'mailto:']);

/**
 * The target of a link in a mail as it may leave the window: http, https or mailto, without credentials, normalised.
 * Null for everything else, however it is written.
 */
export function externalTarget(href: string): string | null {
  // Browsers drop these inside a URL, so `java\nscript:` would be read as a scheme.
  if (href.length > maxLength || /[\x00-\x20\x7f]/.test(href.trim())) return null;
  let url: URL;
  try {
    url = new URL(href.trim());
  } catch {
    return null;
  }
  if (!schemes.has(url.protocol)) return null;
  if (url.protocol !== 'mailto:' && (url.hostname === '' || url.username !== '' || url.password !== '')) return null;
  return url.href;
}
