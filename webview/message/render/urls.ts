import { displayHost, isInternational } from './punycode.ts';

/** What the value of `src`, `background` or a CSS `url()` points at. */
export type Resource =
  | { readonly kind: 'cid'; readonly cid: string }
  | { readonly kind: 'data'; readonly url: string }
  /** `url` is https: what a mail asks by http is asked for by https, or not at all. */
  | { readonly kind: 'remote'; readonly url: string; readonly host: string }
  /** Relative, local, or of a scheme that no mail may use. */
  | { readonly kind: 'none' };

/** A link that may leave: absolute http, https or mailto. */
export interface LinkTarget {
  /** Normalised, safe to hand to the host. */
  readonly href: string;
  readonly scheme: 'http' | 'https' | 'mailto';
  /** Host in ASCII; of a mailto link the domain of its first address; empty when there is none. */
  readonly host: string;
  /** The URL for people: Punycode decoded. */
  readonly display: string;
  /** The host holds names outside ASCII, which may look like another host. */
  readonly international: boolean;
  /** The URL carries `user@` before the host, which reads like a host but is none. */
  readonly credentials: boolean;
}

/** Relative URLs resolve to this host, by which they are known. */
const nowhere = 'https://relative.invalid/';
const nowhereHost = 'relative.invalid';
/** No URL of a mail needs more; a longer one is only there to cost time. */
const maxUrl = 16 * 1024;

function stripped(value: string): string {
  // What the URL parser ignores too: controls and spaces around, tabs and line breaks anywhere.
  return value.replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '').replace(/[\t\n\r]/g, '');
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Sorts a resource URL of a mail (RFC 2392 for `cid:`). Never fetches, never throws. */
export function resource(value: string): Resource {
  const text = stripped(value);
  if (/^cid:/i.test(text)) {
    return { kind: 'cid', cid: decodePercent(text.slice(4)) };
  }
  if (/^data:/i.test(text)) {
    return { kind: 'data', url: text };
  }
  if (text.length === 0 || text.length > maxUrl || !URL.canParse(text, nowhere)) {
    return { kind: 'none' };
  }
  const url = new URL(text, nowhere);
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.host === nowhereHost || url.host === '') {
    return { kind: 'none' };
  }
  url.protocol = 'https:';
  url.username = '';
  url.password = '';
  return { kind: 'remote', url: url.href, host: url.host };
}

/** URLs of a `srcset`, descriptors left out. */
export function srcsetUrls(value: string): string[] {
  return value
    .replace(/(\s[\d.]+[wxh]),/g, '$1 ')
    .split(/\s+/)
    .map((part) => part.replace(/^,+|,+$/g, ''))
    .filter((part) => part !== '' && !/^[\d.]+[wxh]$/.test(part));
}

function mailto(text: string): LinkTarget | null {
  if (!URL.canParse(text)) {
    return null;
  }
  const url = new URL(text);
  const first = decodePercent(url.pathname).split(',')[0] ?? '';
  const host = first.slice(first.lastIndexOf('@') + 1).toLowerCase();
  return {
    href: url.href,
    scheme: 'mailto',
    host: first.includes('@') ? host : '',
    display: `mailto:${decodePercent(url.pathname)}`,
    international: isInternational(host),
    credentials: false,
  };
}

/** The policy for links: http, https and mailto may leave, nothing else; null means that the link is dead. */
export function linkTarget(value: string): LinkTarget | null {
  const text = stripped(value);
  if (text.length > maxUrl) {
    return null;
  }
  if (/^mailto:/i.test(text)) {
    return mailto(text);
  }
  const absolute = text.startsWith('//') ? `https:${text}` : text;
  if (!/^https?:\/\//i.test(absolute) || !URL.canParse(absolute)) {
    return null;
  }
  const url = new URL(absolute);
  if (url.host === '') {
    return null;
  }
  const path = `${url.pathname}${url.search}${url.hash}`;
  return {
    href: url.href,
    scheme: url.protocol === 'http:' ? 'http' : 'https',
    host: url.host,
    display: `${url.protocol}//${displayHost(url.host)}${path === '/' ? '' : path}`,
    international: isInternational(url.hostname),
    credentials: url.username !== '' || url.password !== '',
  };
}

/** `www.` says nothing about who a host belongs to. */
function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^www\./, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
}

function related(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}

const urlLike =
  /^(?:(https?):\/\/|\/\/)?(?:[^\s/@]{1,64}@)?((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.)+\p{L}[\p{L}\p{N}-]{1,62})(?::\d{1,5})?(?:[/?#]\S*)?$/u;

/**
 * Does the text of a link name another host than the link leads to?
 * @returns the host that the text claims, or null when it claims none or the right one
 */
export function claimedHost(text: string, target: LinkTarget): string | null {
  const compact = text.replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g, '').trim();
  if (compact.length === 0 || compact.length > 2048) {
    return null;
  }
  const match = urlLike.exec(compact);
  if (!match) {
    return null;
  }
  const claimed = match[2] ?? '';
  const ascii = URL.canParse(`https://${claimed}`) ? new URL(`https://${claimed}`).hostname : claimed;
  return related(bare(ascii), bare(target.host)) ? null : claimed;
}
