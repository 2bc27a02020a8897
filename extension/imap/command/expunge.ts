import type { Response } from '../grammar/types.ts';
import { countNumbers, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Command, SelectionFacts } from './command.ts';

/** EXPUNGE (RFC 9051 §6.4.3), or UID EXPUNGE of some messages only (RFC 4315 §2.1). Gives how many went. */
export class Expunge implements Command<number> {
  readonly name: 'EXPUNGE' | 'UID EXPUNGE';
  readonly states = ['selected'] as const;
  readonly kinds = ['fetch', 'search'] as const;
  readonly capability?: string;
  readonly selection: SelectionFacts;
  readonly uids?: readonly NumberRange[];
  #gone = 0;

  /** @param uids sorted, without overlaps; null for every message marked \Deleted, whoever marked it. */
  constructor(selection: SelectionFacts, uids: readonly NumberRange[] | null) {
    this.name = uids === null ? 'EXPUNGE' : 'UID EXPUNGE';
    this.selection = selection;
    if (uids === null) return;
    this.capability = 'UIDPLUS';
    this.uids = uids;
  }

  write(out: CommandWriter): void {
    if (this.uids !== undefined) out.sp().set(this.uids);
  }

  take(response: Response): boolean {
    if (response.type === 'expunge') this.#gone++;
    else if (response.type === 'vanished' && !response.earlier) this.#gone += countNumbers(response.uids);
    return false;
  }

  finish(): number {
    return this.#gone;
  }
}
