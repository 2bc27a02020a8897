import type { Response, StatusResponse } from '../grammar/types.ts';
import type { ModSeq, Uid } from '../wire/ids.ts';
import { contains, type NumberRange } from '../wire/sequence-set.ts';
import { encodeUtf7 } from '../wire/utf7.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Command, SelectionFacts, TakeContext } from './command.ts';

const prefixes = { add: '+', remove: '-', replace: '' } as const;

export interface StoreRequest {
  readonly operation: keyof typeof prefixes;
  /** Flags, or labels as Gmail has them (X-GM-EXT-1). */
  readonly item?: 'FLAGS' | 'X-GM-LABELS';
  readonly values: readonly string[];
  /** The server need not tell the new values (.SILENT). */
  readonly silent?: boolean;
  /** Leaves messages alone that changed after this (RFC 7162 §3.1.3). */
  readonly unchangedSince?: ModSeq;
  /** Gather the values that come back. */
  readonly collect?: boolean;
}

export interface StoreResult {
  /** Messages that somebody else changed meanwhile, and that were left alone: to be read again (RFC 7162 §3.1.3). */
  readonly modified: readonly NumberRange[];
  /** What the messages have now, as far as it was gathered. */
  readonly values: ReadonlyMap<Uid, readonly string[]>;
  /** Their new mod-sequences, as far as they were told (RFC 7162 §3.1.3). */
  readonly modSeqs: ReadonlyMap<Uid, ModSeq>;
}

/** UID STORE (RFC 9051 §6.4.6). The values that come back are news about the mailbox as well. */
export class Store implements Command<StoreResult> {
  readonly name = 'UID STORE';
  readonly states = ['selected'] as const;
  // A search or fetch at the same time could see flags of before or after.
  readonly kinds = ['fetch', 'search'] as const;
  readonly capability?: string;
  readonly selection: SelectionFacts;
  readonly uids: readonly NumberRange[];
  readonly #request: StoreRequest;
  readonly #values = new Map<Uid, readonly string[]>();
  readonly #modSeqs = new Map<Uid, ModSeq>();

  /** @param uids sorted, without overlaps. */
  constructor(selection: SelectionFacts, uids: readonly NumberRange[], request: StoreRequest) {
    this.selection = selection;
    this.uids = uids;
    this.#request = request;
    if (request.item === 'X-GM-LABELS') this.capability = 'X-GM-EXT-1';
    else if (request.unchangedSince !== undefined) this.capability = 'CONDSTORE';
  }

  write(out: CommandWriter): void {
    const { operation, item = 'FLAGS', values, silent, unchangedSince } = this.#request;
    out.sp().set(this.uids);
    if (unchangedSince !== undefined) out.text(' (UNCHANGEDSINCE ').number(unchangedSince).text(')');
    out.text(` ${prefixes[operation]}${item}${silent === true ? '.SILENT' : ''} `);
    if (item === 'FLAGS') out.flags(values);
    else writeLabels(out, values);
  }

  take(response: Response, { uid }: TakeContext): boolean {
    if (this.#request.collect !== true || response.type !== 'fetch' || uid === null) return false;
    const values = this.#request.item === 'X-GM-LABELS' ? response.gmailLabels : response.flags;
    if (!contains(this.uids, uid)) return false;
    if (values !== undefined) this.#values.set(uid, values);
    if (response.modSeq !== undefined) this.#modSeqs.set(uid, response.modSeq);
    return false;
  }

  finish({ code }: StatusResponse): StoreResult {
    return { modified: code?.name === 'MODIFIED' ? code.set : [], values: this.#values, modSeqs: this.#modSeqs };
  }
}

/** Labels are mailbox names; the system's own begin with a backslash and are atoms. */
function writeLabels(out: CommandWriter, labels: readonly string[]): void {
  out.text('(');
  labels.forEach((label, index) => {
    if (index > 0) out.sp();
    if (/^\\[A-Za-z]+$/.test(label)) out.text(label);
    else out.string(encodeUtf7(label));
  });
  out.text(')');
}
