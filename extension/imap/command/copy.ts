import type { Response, StatusResponse } from '../grammar/types.ts';
import type { MailboxName } from '../wire/mailbox-name.ts';
import { countNumbers, difference, type NumberRange } from '../wire/sequence-set.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Command, SelectionFacts } from './command.ts';

/** Which message became which (UIDPLUS, RFC 4315 §3): members of both sets, in order, belong together. */
export interface CopyResult {
  readonly uidValidity: number;
  readonly source: readonly NumberRange[];
  readonly destination: readonly NumberRange[];
}

/** UID COPY (RFC 9051 §6.4.7) and UID MOVE (RFC 6851 §3.2). Null when the server does not tell where the copies are. */
export class Copy implements Command<CopyResult | null> {
  readonly name: 'UID COPY' | 'UID MOVE';
  readonly states = ['selected'] as const;
  readonly kinds = ['fetch', 'search'] as const;
  readonly capability?: string;
  readonly selection: SelectionFacts;
  readonly mailbox: MailboxName;
  readonly uids: readonly NumberRange[];
  #result: CopyResult | null = null;

  /** @param uids sorted, without overlaps. */
  constructor(selection: SelectionFacts, uids: readonly NumberRange[], target: MailboxName, move: boolean) {
    this.name = move ? 'UID MOVE' : 'UID COPY';
    if (move) this.capability = 'MOVE';
    this.selection = selection;
    this.uids = uids;
    this.mailbox = target;
  }

  write(out: CommandWriter): void {
    out.sp().set(this.uids).sp().mailbox(this.mailbox);
  }

  /** MOVE tells COPYUID before the messages go (RFC 6851 §4.3). */
  take(response: Response): boolean {
    if (response.type === 'status' && this.name === 'UID MOVE') this.#result ??= copyResult(response, this.uids);
    return false;
  }

  finish(status: StatusResponse): CopyResult | null {
    return this.#result ?? copyResult(status, this.uids);
  }
}

/** Null for sets of different size, which map nothing, for empty ones, and for one that names what was not asked for: all of it is in doubt. */
function copyResult({ code }: StatusResponse, asked: readonly NumberRange[]): CopyResult | null {
  if (code?.name !== 'COPYUID') return null;
  const { uidValidity, source, destination } = code;
  const count = countNumbers(source);
  if (count === 0 || count !== countNumbers(destination)) return null;
  return difference(source, asked).length === 0 ? { uidValidity, source, destination } : null;
}
