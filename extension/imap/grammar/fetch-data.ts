import { Cursor } from '../wire/cursor.ts';
import type { LiteralSpan } from '../wire/frame.ts';
import type { ModSeq, SeqNo, Uid } from '../wire/ids.ts';
import { parseBodyStructure } from './body.ts';
import type { Grammar } from './context.ts';
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
  internalDate: Date | undefined = undefined;
  size: number | undefined = undefined;
  modSeq: ModSeq | undefined = undefined;
  envelopeStart = -1;
  envelopeEnd = -1;
  bodyStart = -1;
  bodyEnd = -1;
  /** BODYSTRUCTURE rather than BODY, which lacks the extension data. */
  extensible = false;
  rare: RareItems | null = null;
}

/**
 * FETCH data whose trees are read when they are asked for, then kept. It holds on to the response's octets (or the chunk they
 * came in): whoever keeps thousands of rows copies what it needs. Spreading an instance loses the getters.
 */
export class FetchData implements FetchResponse {
  readonly type = 'fetch';
  readonly seq: SeqNo;
  readonly uid: Uid | undefined;
  readonly flags: readonly string[] | undefined;
  readonly internalDate: Date | undefined;
  readonly size: number | undefined;
  readonly modSeq: ModSeq | undefined;
  readonly #rare: RareItems | null;
  readonly #grammar: Grammar;
  readonly #literals: readonly LiteralSpan[];
  readonly #bytes: Buffer;
  readonly #envelopeStart: number;
  readonly #envelopeEnd: number;
  readonly #bodyStart: number;
  readonly #bodyEnd: number;
  #envelope: Envelope | null = null;
  #body: BodyStructure | null = null;
  #bodyRead = false;

  constructor(seq: SeqNo, items: FetchItems, bytes: Buffer, literals: readonly LiteralSpan[], grammar: Grammar) {
    this.seq = seq;
    this.uid = items.uid;
    this.flags = items.flags;
    this.internalDate = items.internalDate;
    this.size = items.size;
    this.modSeq = items.modSeq;
    this.#rare = items.rare;
    this.#grammar = grammar;
    this.#bytes = bytes;
    this.#literals = literals;
    this.#envelopeStart = items.envelopeStart;
    this.#envelopeEnd = items.envelopeEnd;
    this.#bodyStart = items.bodyStart;
    this.#bodyEnd = items.bodyEnd;
  }

  get envelope(): Envelope | undefined {
    if (this.#envelopeStart < 0) return undefined;
    return (this.#envelope ??= this.#readEnvelope());
  }

  get bodyStructure(): BodyStructure | undefined {
    if (this.#bodyStart < 0) return undefined;
    if (!this.#bodyRead) {
      this.#body = this.#readBody();
      this.#bodyRead = true;
    }
    return this.#body ?? undefined;
  }

  get emailId(): string | undefined {
    return this.#rare?.emailId;
  }

  get threadId(): string | null | undefined {
    return this.#rare?.threadId;
  }

  get preview(): string | null | undefined {
    return this.#rare?.preview;
  }

  get saveDate(): Date | null | undefined {
    return this.#rare?.saveDate;
  }

  get gmailMessageId(): bigint | undefined {
    return this.#rare?.gmailMessageId;
  }

  get gmailThreadId(): bigint | undefined {
    return this.#rare?.gmailThreadId;
  }

  get gmailLabels(): readonly string[] | undefined {
    return this.#rare?.gmailLabels;
  }

  get binarySizes(): ReadonlyMap<string, number> | undefined {
    return this.#rare?.binarySizes;
  }

  get sections(): ReadonlyMap<string, FetchedSection> {
    return this.#rare?.sections ?? noSections;
  }

  get unknown(): ReadonlyMap<string, string> {
    return this.#rare?.unknown ?? noUnknown;
  }

  #cursor(start: number, end: number): Cursor {
    return new Cursor({ bytes: this.#bytes, literals: this.#literals }, this.#grammar.quirk, start, end);
  }

  #readEnvelope(): Envelope {
    try {
      return parseEnvelope(this.#cursor(this.#envelopeStart, this.#envelopeEnd), this.#grammar);
    } catch {
      this.#grammar.quirk('bad-envelope');
      return emptyEnvelope;
    }
  }

  #readBody(): BodyStructure | null {
    try {
      return parseBodyStructure(this.#cursor(this.#bodyStart, this.#bodyEnd), this.#grammar);
    } catch {
      this.#grammar.quirk('bad-body-structure');
      return null;
    }
  }
}
