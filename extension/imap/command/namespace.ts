import type { Namespace, Response } from '../grammar/types.ts';
import { signedIn, type Command } from './command.ts';

/** Prefixes of mailbox names: one's own, other people's, those shared by all (RFC 9051 §6.3.10). */
export interface Namespaces {
  readonly personal: readonly Namespace[];
  readonly other: readonly Namespace[];
  readonly shared: readonly Namespace[];
}

/** NAMESPACE (RFC 9051 §6.3.10, RFC 2342). */
export function namespace(): Command<Namespaces> {
  let found: Namespaces | null = null;
  return {
    name: 'NAMESPACE',
    states: signedIn,
    kinds: ['namespace'],
    capability: 'NAMESPACE',
    write: () => undefined,
    take(response: Response): boolean {
      if (response.type !== 'namespace') return false;
      found = { personal: response.personal, other: response.other, shared: response.shared };
      return true;
    },
    answer: { words: ['NAMESPACE'], came: () => found !== null, absent: 'owed' },
    finish: () => found ?? { personal: [], other: [], shared: [] },
  };
}
