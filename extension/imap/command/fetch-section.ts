import { invalidArgument } from '../errors.ts';
import type { FetchedSection, Response } from '../grammar/types.ts';
import type { Uid } from '../wire/ids.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import type { CommandWriter } from '../wire/writer.ts';
import type { Command, LiteralHead, LiteralTarget, SelectionFacts, TakeContext } from './command.ts';
import { writeFetchItems } from './fetch-items.ts';

export interface SectionRequest {
  readonly uid: Uid;
  /** As `1.2`, `HEADER`; empty for the whole message. */
  readonly section: string;
  readonly partial: { readonly offset: number; readonly length: number } | null;
}

export interface SectionSink {
  chunk(octets: Buffer): void;
  /** Octets that will come, as the server announced. */
  begin(total: number): void;
}

/** UID FETCH of one body section as a stream (RFC 9051 §6.4.5), without setting \Seen. */
export class FetchSection implements Command<void> {
  readonly name = 'UID FETCH';
  readonly states = ['selected'] as const;
  readonly kinds = ['fetch'] as const;
  readonly selection: SelectionFacts;
  readonly uids: readonly NumberRange[];
  readonly #request: SectionRequest;
  readonly #sink: SectionSink;
  #found = false;

  constructor(selection: SelectionFacts, request: SectionRequest, sink: SectionSink) {
    this.selection = selection;
    this.uids = [{ from: request.uid, to: request.uid }];
    this.#request = request;
    this.#sink = sink;
  }

  write(out: CommandWriter): void {
    const { section, partial } = this.#request;
    out.sp().set(this.uids).sp();
    writeFetchItems(out, [{ section, ...(partial === null ? {} : { partial }) }]);
  }

  literal(head: LiteralHead): LiteralTarget | null {
    if (this.#found || !head.item.startsWith('BODY[')) return null;
    // A server that gives the UID behind the body, for a message never seen before: the section must do.
    if (
      head.uid === null
        ? !head.item.startsWith(`BODY[${this.#request.section.toUpperCase()}]`)
        : head.uid !== this.#request.uid
    ) {
      return null;
    }
    this.#found = true;
    const cut = this.#cut(head.item, head.size);
    return { chunk: cut, end: () => undefined };
  }

  take(response: Response, context: TakeContext): boolean {
    if (response.type !== 'fetch' || (response.uid ?? context.uid) !== this.#request.uid) return false;
    const [first] = response.sections;
    if (first === undefined) return false;
    this.#takeWhole(...first);
    return true;
  }

  finish(): void {
    if (this.#found) return;
    const context = { command: this.name, mailbox: this.selection.name.display };
    throw invalidArgument('The message is no longer in the mailbox.', context);
  }

  #takeWhole(item: string, value: FetchedSection): void {
    const streamed = this.#found;
    this.#found = true;
    if (!streamed && value.kind === 'bytes') this.#cut(item, value.bytes.length)(value.bytes);
    else if (!streamed) this.#sink.begin(0);
  }

  /** Passes chunks on; where the server ignored the partial and sends everything, only the part asked for. */
  #cut(item: string, size: number): (octets: Buffer) => void {
    const { partial } = this.#request;
    if (partial === null || item.includes('<')) {
      this.#sink.begin(size);
      return (octets) => this.#sink.chunk(octets);
    }
    let at = 0;
    this.#sink.begin(Math.max(0, Math.min(partial.length, size - partial.offset)));
    return (octets) => {
      const from = Math.max(0, partial.offset - at);
      const to = Math.min(octets.length, partial.offset + partial.length - at);
      at += octets.length;
      if (from < to) this.#sink.chunk(octets.subarray(from, to));
    };
  }
}
