import type { AccountId } from '../mail/model.ts';
import type { Account } from './model.ts';
import { isRecord } from './parse-accounts.ts';
import { formatProxy } from './proxy-address.ts';

/** The setting as it stands, entries that do not parse included: what a person wrote is never lost by our writing. */
export type RawEntries = readonly unknown[];

/** An account as the setting holds it: named keys only, so that nothing secret can slip in with the object. */
export function toEntry(account: Account): Record<string, unknown> {
  const { id, label, address, host, port, security, user, pinnedFingerprint, caFile, proxy } = account;
  return {
    id,
    label,
    address,
    host,
    port,
    security,
    user,
    ...(pinnedFingerprint === undefined ? {} : { pinnedFingerprint }),
    ...(caFile === undefined ? {} : { caFile }),
    ...(proxy === undefined ? {} : { proxy: formatProxy(proxy) }),
  };
}

const hasId = (entry: unknown, id: AccountId): boolean => isRecord(entry) && entry['id'] === id;

export function withAdded(entries: RawEntries, account: Account): RawEntries {
  return [...entries, toEntry(account)];
}

/** Replaces the entry in place; an account that is not there is added. */
export function withUpdated(entries: RawEntries, account: Account): RawEntries {
  return entries.some((entry) => hasId(entry, account.id))
    ? entries.map((entry) => (hasId(entry, account.id) ? toEntry(account) : entry))
    : withAdded(entries, account);
}

export function withRemoved(entries: RawEntries, id: AccountId): RawEntries {
  return entries.filter((entry) => !hasId(entry, id));
}
