import type { EnvelopeAddress } from '../imap/grammar/types.ts';
import { decodeEncodedWords } from './encoded-words.ts';

/** A mailbox address for people. */
export interface DecodedAddress {
  /** Decoded display name; null when there is none. */
  readonly name: string | null;
  /** `local@host`; the local part alone when the server gave no host; empty for a group without members. */
  readonly address: string;
  /** Group it stands in (RFC 5322 §3.4), else null. */
  readonly group: string | null;
}

/** Hosts that servers put where the header has none. */
const missingHosts = new Set([
  '',
  '.missing-host-name.',
  'missing_domain',
  '.syntax-error.',
  'unspecified-domain',
  '.missing-domain.',
]);

/** Addresses of an ENVELOPE, flat, each with its group; a group without members (`undisclosed-recipients:;`) is one entry. */
export function decodeAddresses(addresses: readonly EnvelopeAddress[]): readonly DecodedAddress[] {
  const decoded: DecodedAddress[] = [];
  let group: { readonly name: string; members: number } | null = null;
  const endGroup = (): void => {
    if (group !== null && group.members === 0) decoded.push({ name: null, address: '', group: group.name });
    group = null;
  };
  for (const entry of addresses) {
    if (entry.type === 'group-start') {
      endGroup();
      group = { name: phrase(entry.name) ?? '', members: 0 };
    } else if (entry.type === 'group-end') {
      endGroup();
    } else {
      if (group !== null) group.members++;
      decoded.push({
        name: phrase(entry.name),
        address: addressOf(entry.mailbox, entry.host),
        group: group?.name ?? null,
      });
    }
  }
  endGroup();
  return decoded;
}

/** Addresses of an ENVELOPE as one line: `Name <local@host>, …`, decoded but not cleaned. */
export function addressText(addresses: readonly EnvelopeAddress[]): string {
  return decodeAddresses(addresses).map(oneAddress).join(', ');
}

function oneAddress(address: DecodedAddress): string {
  if (address.address === '') return address.name ?? (address.group === null ? '' : `${address.group}:;`);
  return address.name === null ? address.address : `${address.name} <${address.address}>`;
}

function phrase(raw: string | null): string | null {
  if (raw === null) return null;
  const decoded = decodeEncodedWords(raw).trim();
  // Some mailers quote twice, so the quotes of the header reach us.
  const unquoted = /^'[^']*'$|^"[^"]*"$/.test(decoded) ? decoded.slice(1, -1).trim() : decoded;
  return unquoted === '' ? null : unquoted;
}

function addressOf(mailbox: string, host: string): string {
  const local = decodeEncodedWords(mailbox);
  return missingHosts.has(host.toLowerCase()) ? local : `${local}@${host}`;
}
