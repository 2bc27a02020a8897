import type { CodeEntry } from '../explain/codes/entry.ts';
import { policyTable } from './policy-table.ts';

const statuses = new Set(['OK', 'NO', 'BAD', 'PREAUTH', 'BYE']);
const names = new Set(policyTable.map((row) => row.code));

/** The name of a status or code that the policy knows, in upper case, with its kind; null for any other. A test holds the table against the catalogue. */
export function knownName(text: string): Pick<CodeEntry, 'name' | 'kind'> | null {
  const name = text.toUpperCase();
  return names.has(name) ? { name, kind: statuses.has(name) ? 'status' : 'code' } : null;
}
