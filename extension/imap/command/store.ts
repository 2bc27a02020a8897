import type { NumberRange } from '../wire/sequence-set.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Command, SelectionFacts } from './command.ts';

const prefixes = { add: '+FLAGS', remove: '-FLAGS', replace: 'FLAGS' } as const;

/** UID STORE (RFC 9051 §6.4.6). The flags that come back are news about the mailbox, not a result. */
export class Store implements Command<void> {
  readonly name = 'UID STORE';
  readonly states = ['selected'] as const;
  // A search or fetch at the same time could see flags of before or after.
  readonly kinds = ['fetch', 'search'] as const;
  readonly selection: SelectionFacts;
  readonly uids: readonly NumberRange[];
  readonly #operation: keyof typeof prefixes;
  readonly #flags: readonly string[];

  /** @param uids sorted, without overlaps. */
  constructor(
    selection: SelectionFacts,
    uids: readonly NumberRange[],
    operation: keyof typeof prefixes,
    flags: readonly string[],
  ) {
    this.selection = selection;
    this.uids = uids;
    this.#operation = operation;
    this.#flags = flags;
  }

  write(out: CommandWriter): void {
    out.sp().set(this.uids).text(` ${prefixes[this.#operation]} `).flags(this.#flags);
  }

  finish(): void {
    // Nothing beside the flags.
  }
}
