import type { Capabilities } from '../client/api.ts';

/** What IMAP4rev2 brings along (RFC 9051 appendix E). */
const rev2 = [
  'ENABLE',
  'ESEARCH',
  'IDLE',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'LITERAL-',
  'MOVE',
  'NAMESPACE',
  'SASL-IR',
  'SEARCHRES',
  'SPECIAL-USE',
  'STATUS=SIZE',
  'UIDPLUS',
  'UNSELECT',
];

/** Capability → what it implies (RFC 9051 appendix E, RFC 7162 §3.2, RFC 6855 §3, RFC 7888 §5). */
const implied: ReadonlyMap<string, readonly string[]> = new Map([
  ['IMAP4REV2', rev2],
  ['QRESYNC', ['CONDSTORE', 'ENABLE']],
  ['CONDSTORE', ['ENABLE']],
  ['UTF8=ONLY', ['UTF8=ACCEPT', 'ENABLE']],
  ['UTF8=ACCEPT', ['ENABLE']],
  ['LITERAL+', ['LITERAL-']],
  ['LIST-STATUS', ['LIST-EXTENDED']],
  ['LIST-MYRIGHTS', ['LIST-EXTENDED', 'ACL']],
  ['LIST-METADATA', ['LIST-EXTENDED', 'METADATA']],
  ['METADATA', ['METADATA-SERVER']],
]);

/** One capability list as the server gave it. Immutable: a new list makes a new object. */
export class CapabilitySet implements Capabilities {
  readonly all: readonly string[];
  readonly #known: ReadonlySet<string>;

  constructor(all: readonly string[]) {
    this.all = all;
    const known = new Set<string>();
    const add = (name: string): void => {
      if (known.has(name)) return;
      known.add(name);
      for (const more of implied.get(name) ?? []) add(more);
    };
    for (const name of all) add(name.toUpperCase());
    this.#known = known;
  }

  has(name: string): boolean {
    return this.#known.has(name.toUpperCase());
  }

  values(name: string): readonly string[] {
    const prefix = `${name.toUpperCase()}=`;
    return [...this.#known].filter((known) => known.startsWith(prefix)).map((known) => known.slice(prefix.length));
  }
}

export const noCapabilities = new CapabilitySet([]);
