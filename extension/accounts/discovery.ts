import { Resolver } from 'node:dns/promises';
import { asciiHost } from './host-input.ts';
import type { Security } from './model.ts';

/** Shape of one SRV record (RFC 2782), as `dns.resolveSrv` gives it. */
export interface SrvRecord {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** A server that the domain's own DNS names. DNS is not signed here, so it is a suggestion that a person confirms (RFC 6186 §6). */
export interface Suggestion {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
}

export interface SrvLookup {
  resolveSrv(name: string): Promise<readonly SrvRecord[]>;
  cancel(): void;
}

/** The best record; null when there is none or the service is declared absent by the target `.` (RFC 6186 §3.4). */
export function bestRecord(records: readonly SrvRecord[]): SrvRecord | null {
  const usable = records.filter((record) => record.port > 0 && asciiHost(record.name) !== null);
  // Among equals the heaviest one: a person confirms it, so the lottery of RFC 2782 would only confuse.
  return usable.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight)[0] ?? null;
}

/** TLS from the first octet before STARTTLS (RFC 8314 §5.1). */
export function suggestionFrom(imaps: readonly SrvRecord[], imap: readonly SrvRecord[]): Suggestion | null {
  const tls = bestRecord(imaps);
  const record = tls ?? bestRecord(imap);
  const host = record === null ? null : asciiHost(record.name);
  if (record === null || host === null) {
    return null;
  }
  return { host, port: record.port, security: tls === null ? 'starttls' : 'tls' };
}

/**
 * Asks `_imaps._tcp` and `_imap._tcp` of the domain (RFC 6186, RFC 8314 §5.1). Null when nothing came in time; it never rejects.
 * @param timeoutMs longest wait in milliseconds
 */
export async function discover(
  domain: string,
  options: { readonly timeoutMs?: number; readonly lookup?: SrvLookup } = {},
): Promise<Suggestion | null> {
  const timeoutMs = options.timeoutMs ?? 2000;
  // An address literal or a single label has no service records, and asking would only leak the name.
  if (!domain.includes('.') || /^[\d.:]+$/.test(domain) || /\.(localhost|invalid)$/.test(domain)) {
    return null;
  }
  const lookup = options.lookup ?? new Resolver({ timeout: timeoutMs, tries: 1 });
  const ask = (service: string): Promise<readonly SrvRecord[]> =>
    lookup.resolveSrv(`${service}._tcp.${domain}`).catch(() => []);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      lookup.cancel();
      resolve(null);
    }, timeoutMs);
  });
  const answers = Promise.all([ask('_imaps'), ask('_imap')]).then(([imaps, imap]) => suggestionFrom(imaps, imap));
  try {
    return await Promise.race([answers, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
