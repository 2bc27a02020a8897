import type { Cursor } from '../wire/cursor.ts';
import { noLiterals } from '../wire/frame.ts';
import type { ModSeq, SeqNo, Uid } from '../wire/ids.ts';
import { parseBodyStructure } from './body.ts';
import type { Grammar, RowContext } from './context.ts';
import { emptyEnvelope, parseEnvelope } from './envelope.ts';
import type { BodyStructure, Envelope, FetchedSection, FetchResponse } from './types.ts';

const noSections: ReadonlyMap<string, FetchedSection> = new Map();
const noUnknown: ReadonlyMap<string, string> = new Map();

/** What only some FETCH responses carry, kept apart so that the rows of a list stay small. */
export interface RareItems {
  emailId?: string;
  threadId?: string | null;
  preview?: string | null;
  saveDate?: Date | null;
  gmailMessageId?: bigint;
  gmailThreadId?: bigint;
  gmailLabels?: readonly string[];
  binarySizes?: Map<string, number>;
  sections?: Map<string, FetchedSection>;
  unknown?: Map<string, string>;
}

/** What `parseFetch` collects; offsets of ENVELOPE and BODYSTRUCTURE are -1 when the server sent none. */
export class FetchItems {
  uid: Uid | undefined = undefined;
  flags: readonly string[] | undefined = undefined;
  /** Since 1970; whole numbers take the least memory. NaN when there was no date. */
  seconds = NaN;
  size: number | undefined = undefined;
  modSeq: ModSeq | undefined = undefined;
  envelopeStart = -1;
  envelopeEnd = -1;
  bodyStart = -1;
  bodyEnd = -1;
  /** BODYSTRUCTURE rather than BODY, which lacks the extension data. */
  extensible = false;
  rare: RareItems | null = null;

  empty(): void {
    this.uid = undefined;
    this.flags = undefined;
    this.seconds = NaN;
    this.size = undefined;
    this.modSeq = undefined;
    this.envelopeStart = -1;
    this.envelopeEnd = -1;
    this.bodyStart = -1;
    this.bodyEnd = -1;
    this.extensible = false;
    this.rare = null;
  }
}

const noTrees = Buffer.alloc(0);

/**
 * FETCH data whose trees are read when they are asked for, then kept. Their octets lie in the connection's arena, or, where that is not
 * worth it, in the response. Spreading an instance loses the getters.
 */
export class FetchData implements FetchResponse {
  readonly type = 'fetch';
  readonly seq: SeqNo;
  readonly uid: Uid | undefined;
  readonly flags: readonly string[] | undefined;
  readonly size: number | undefined;
  readonly modSeq: ModSeq | undefined;
  readonly #seconds: number;
  readonly #common: RowContext;
  /** Holds both trees. */
  readonly #bytes: Buffer;
  readonly #envelopeStart: number;
  readonly #envelopeEnd: number;
  readonly #bodyStart: number;
  readonly #bodyEnd: number;
  #envelope: Envelope | null = null;
  /** Undefined until it is read. */
  #body: BodyStructure | null | undefined = undefined;

  constructor(seq: SeqNo, items: FetchItems, cursor: Cursor, grammar: Grammar) {
    this.seq = seq;
    this.uid = items.uid;
    this.flags = items.flags;
    this.size = items.size;
    this.modSeq = items.modSeq;
    this.#seconds = items.seconds;
    this.#common = items.rare === null ? grammar.row : { grammar, rare: items.rare };
    const { envelopeStart, envelopeEnd, bodyStart, bodyEnd } = items;
    const { arena } = grammar;
    const start = envelopeStart < 0 ? bodyStart : bodyStart < 0 ? envelopeStart : Math.min(envelopeStart, bodyStart);
    const end = Math.max(envelopeEnd, bodyEnd);
    let bytes = cursor.bytes;
    let shift = 0;
    if (start < 0) bytes = noTrees;
    else if (arena?.takes(end - start) === true && !cursor.streams) {
      // What lies between the two is no more than the second one's name.
      shift = arena.add(bytes, start, end) - start;
      bytes = arena.page;
    }
    this.#bytes = bytes;
    this.#envelopeStart = envelopeStart < 0 ? -1 : envelopeStart + shift;
    this.#envelopeEnd = envelopeEnd + shift;
    this.#bodyStart = bodyStart < 0 ? -1 : bodyStart + shift;
    this.#bodyEnd = bodyEnd + shift;
  }

  get internalDate(): Date | undefined {
    return Number.isNaN(this.#seconds) ? undefined : new Date(this.#seconds * 1000);
  }

  get envelope(): Envelope | undefined {
    if (this.#envelopeStart < 0) return undefined;
    return (this.#envelope ??= this.#readEnvelope());
  }

  get bodyStructure(): BodyStructure | undefined {
    if (this.#bodyStart < 0) return undefined;
    if (this.#body === undefined) this.#body = this.#readBody();
    return this.#body ?? undefined;
  }

  /** Whether the server sent one, well-formed or not. */
  get hasEnvelope(): boolean {
    return this.#envelopeStart >= 0;
  }

  get hasBodyStructure(): boolean {
    return this.#bodyStart >= 0;
  }

  get emailId(): string | undefined {
    return this.#common.rare?.emailId;
  }

  get threadId(): string | null | undefined {
    return this.#common.rare?.threadId;
  }

  get preview(): string | null | undefined {
    return this.#common.rare?.preview;
  }

  get saveDate(): Date | null | undefined {
    return this.#common.rare?.saveDate;
  }

  get gmailMessageId(): bigint | undefined {
    return this.#common.rare?.gmailMessageId;
  }

  get gmailThreadId(): bigint | undefined {
    return this.#common.rare?.gmailThreadId;
  }

  get gmailLabels(): readonly string[] | undefined {
    return this.#common.rare?.gmailLabels;
  }

  get binarySizes(): ReadonlyMap<string, number> | undefined {
    return this.#common.rare?.binarySizes;
  }

  get sections(): ReadonlyMap<string, FetchedSection> {
    return this.#common.rare?.sections ?? noSections;
  }

  get unknown(): ReadonlyMap<string, string> {
    return this.#common.rare?.unknown ?? noUnknown;
  }

  #cursor(start: number, end: number): Cursor {
    // A literal that streams never stands in a tree.
    return this.#common.grammar.borrow(this.#bytes, noLiterals, start, end);
  }

  #readEnvelope(): Envelope {
    const { grammar } = this.#common;
    const cursor = this.#cursor(this.#envelopeStart, this.#envelopeEnd);
    try {
      return parseEnvelope(cursor, grammar);
    } catch {
      grammar.quirk('bad-envelope');
      return emptyEnvelope;
    } finally {
      grammar.giveBack(cursor);
    }
  }

  #readBody(): BodyStructure | null {
    const { grammar } = this.#common;
    const cursor = this.#cursor(this.#bodyStart, this.#bodyEnd);
    try {
      return parseBodyStructure(cursor, grammar);
    } catch {
      grammar.quirk('bad-body-structure');
      return null;
    } finally {
      grammar.giveBack(cursor);
    }
  }
}
