import { trustedResults, type AuthResult } from './authentication-results.ts';

interface Field {
  readonly name: string;
  readonly raw: string;
}

/** One domain stands for the other: the same, or one below it (the relaxed alignment of RFC 7489 §3.1.1, without a list of suffixes). */
function aligned(signing: string, from: string): boolean {
  return signing.includes('.') && (from === signing || from.endsWith(`.${signing}`));
}

function vouches({ method, result, properties }: AuthResult, domain: string): boolean {
  if (result !== 'pass') return false;
  if (method === 'dkim')
    return aligned(domainOf(properties.get('header.d') ?? properties.get('header.i') ?? ''), domain);
  return method === 'dmarc' && domainOf(properties.get('header.from') ?? '') === domain;
}

/** What stands behind the last `@`, or all of it, in lower case. */
function domainOf(text: string): string {
  return text
    .slice(text.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase()
    .replace(/\.$/, '');
}

/**
 * The address in From, where a trusted server found a signature of its own domain valid (RFC 8601 §2.7.1, RFC 6376): who else could
 * have sent the message? Null for several authors, for none, and where nobody trusted vouches.
 * @param from addresses of the From field
 * @param fields header fields of the message, top to bottom
 * @param trusted authserv-ids whose results count
 */
export function authenticatedSender(
  from: readonly string[],
  fields: readonly Field[],
  trusted: readonly string[],
): string | null {
  const [address] = from;
  if (address === undefined || from.length > 1 || fields.filter(({ name }) => name.toLowerCase() === 'from').length > 1)
    return null;
  const domain = domainOf(address);
  if (domain === '' || !address.includes('@')) return null;
  const results = [...trustedResults(fields, trusted).values()].flatMap((found) => found.results);
  return results.some((result) => vouches(result, domain)) ? address.toLowerCase() : null;
}
