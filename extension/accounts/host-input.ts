import { isIP, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Security } from './model.ts';
import { english, type Translate } from '../translate.ts';

/** What a person meant by the text in the server field; port and security only where the text named them. */
export type ServerInput =
  | { readonly ok: true; readonly host: string; readonly port: number | null; readonly security: Security | null }
  | { readonly ok: false; readonly problem: string };

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i;

/** The ASCII form of a host name (RFC 5890), an IP address without brackets, or null where it is neither. */
export function asciiHost(text: string): string | null {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0) {
    return bare;
  }
  // The URL rules would drop line breaks in silence and make another name of it.
  if (/[\s\p{Cc}\p{Cf}]/u.test(text)) {
    return null;
  }
  const name = domainToASCII(text.replace(/\.$/, ''));
  const labels = name.split('.');
  const last = labels.at(-1) ?? '';
  // A name whose last label is a number is a mistyped IP address: no top-level domain is one.
  if (name === '' || name.length > 253 || /^\d+$/.test(last) || !labels.every((part) => label.test(part))) {
    return null;
  }
  return name.toLowerCase();
}

/** Splits `host`, `host:port`, `[v6]:port`. */
function splitPort(text: string): { readonly host: string; readonly port: string | null } {
  if (isIPv6(text)) {
    return { host: text, port: null };
  }
  const match = /^(\[[^\]]*\]|[^:]*):([^:]*)$/.exec(text);
  return match === null ? { host: text, port: null } : { host: match[1] ?? '', port: match[2] ?? '' };
}

/** Reads a port, 1 to 65535. */
export function readPort(text: string): number | null {
  const port = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : null;
}

/** Reads what was typed or pasted as a server: a name, an address, `host:port` or a URL, whose other parts are dropped. */
export function readServer(text: string, t: Translate = english): ServerInput {
  const typed = text
    .trim()
    .replace(/^[<"'](.*)[>"']$/, '$1')
    .trim();
  if (typed === '') {
    return { ok: false, problem: t('Type the name of the IMAP server, for example imap.example.org.') };
  }
  const url = /^([a-z][a-z0-9+.-]*):\/\/(?:[^@/?#]*@)?([^/?#]*)/i.exec(typed);
  const scheme = url?.[1]?.toLowerCase() ?? null;
  const rest = url === null ? typed.replace(/\/+$/, '') : (url[2] ?? '');
  if (/\s/.test(rest)) {
    return { ok: false, problem: t('A server name has no spaces in it.') };
  }
  if (rest.includes('@')) {
    return {
      ok: false,
      problem: t('This is an address, not a server. Type the server’s name, for example imap.example.org.'),
    };
  }
  const parts = splitPort(rest);
  const host = asciiHost(parts.host);
  if (host === null) {
    return { ok: false, problem: t('“{0}” is not the name or the IP address of a server.', parts.host) };
  }
  // The port of a web address is not the port of IMAP.
  const named = scheme === null || scheme === 'imap' || scheme === 'imaps' ? parts.port : null;
  if (named === null) {
    return { ok: true, host, port: null, security: scheme === 'imaps' ? 'tls' : null };
  }
  const port = readPort(named);
  if (port === null) {
    return { ok: false, problem: portProblem(t) };
  }
  return {
    ok: true,
    host,
    port,
    security: scheme === 'imaps' || port === 993 ? 'tls' : port === 143 ? 'starttls' : null,
  };
}

export function portProblem(t: Translate = english): string {
  return t('A port is a whole number from 1 to 65535; IMAP uses 993 with TLS and 143 with STARTTLS.');
}
