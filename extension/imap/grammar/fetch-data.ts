import type { Cursor } from '../wire/cursor.ts';
import { noLiterals } from '../wire/frame.ts';
import type { ModSeq, SeqNo, Uid } from '../wire/ids.ts';
import { parseBodyStructure } from './body.ts';
import type { Grammar, RowContext } from './context.ts';
import { emptyEnvelope, parseEnvelope } from './envelope.ts';
import {
  arenaFor,
  bodyOf,
  envelopeOf,
  hasBody,
  hasEnvelope,
  secondsOf,
  writeRow,
  zoneOf,
  type Stretch,
} from './row-record.ts';
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
  /** Since 1970; NaN when there was no date. */
  seconds = NaN;
  /** Of that date, in minutes east of UTC. */
  zone = 0;
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
    this.zone = 0;
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

const noRecord = Buffer.alloc(0);
const none = -1;

/** The trees of a row that have been read. `body` is undefined until it is, null when it makes no sense. */
interface Trees {
  envelope: Envelope | null;
  body: BodyStructure | null | undefined;
}

/**
 * FETCH data whose trees are read when they are asked for, then kept. Their octets, and the date, lie in a record of the connection's
 * arena. Spreading an instance loses the getters.
 */
export class FetchData implements FetchResponse {
  readonly seq: SeqNo;
  readonly uid: Uid | undefined;
  readonly flags: readonly string[] | undefined;
  readonly size: number | undefined;
  readonly modSeq: ModSeq | undefined;
  readonly #common: RowContext;
  /** Holds the record. */
  readonly #page: Buffer;
  /** Where it begins, `none` for a row without date and trees. */
  readonly #record: number;
  #trees: Trees | null = null;

  constructor(seq: SeqNo, items: FetchItems, cursor: Cursor, grammar: Grammar) {
    this.seq = seq;
    this.uid = items.uid;
    this.flags = items.flags;
    this.size = items.size;
    this.modSeq = items.modSeq;
    this.#common = items.rare === null ? grammar.row : { grammar, rare: items.rare };
    if (items.envelopeStart < 0 && items.bodyStart < 0 && Number.isNaN(items.seconds)) {
      this.#page = noRecord;
      this.#record = none;
      return;
    }
    const arena = arenaFor(items, grammar.arena);
    this.#record = writeRow(cursor.bytes, items, arena);
    this.#page = arena.page;
  }

  get type(): 'fetch' {
    return 'fetch';
  }

  get internalDate(): Date | undefined {
    const seconds = this.#record === none ? NaN : secondsOf(this.#page, this.#record);
    return Number.isNaN(seconds) ? undefined : new Date(seconds * 1000);
  }

  get internalDateZone(): number | undefined {
    return this.internalDate === undefined ? undefined : zoneOf(this.#page, this.#record);
  }

  get envelope(): Envelope | undefined {
    if (!this.hasEnvelope) return undefined;
    const trees = (this.#trees ??= { envelope: null, body: undefined });
    return (trees.envelope ??= this.#readEnvelope());
  }

  get bodyStructure(): BodyStructure | undefined {
    if (!this.hasBodyStructure) return undefined;
    const trees = (this.#trees ??= { envelope: null, body: undefined });
    if (trees.body === undefined) trees.body = this.#readBody();
    return trees.body ?? undefined;
  }

  /** Whether the server sent one, well-formed or not. */
  get hasEnvelope(): boolean {
    return this.#record !== none && hasEnvelope(this.#page, this.#record);
  }

  get hasBodyStructure(): boolean {
    return this.#record !== none && hasBody(this.#page, this.#record);
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

  #cursor({ start, end }: Stretch): Cursor {
    // A literal that streams never stands in a tree.
    return this.#common.grammar.borrow(this.#page, noLiterals, start, end);
  }

  #readEnvelope(): Envelope {
    const { grammar } = this.#common;
    const cursor = this.#cursor(envelopeOf(this.#page, this.#record));
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
    const cursor = this.#cursor(bodyOf(this.#page, this.#record));
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
