import type { TextParagraph } from '../../protocol.ts';

/** A run of text at one depth, or a quote that holds such runs. */
export type TextBlock =
  | { readonly kind: 'text'; readonly text: string; readonly flowed: boolean; readonly signature: boolean }
  | { readonly kind: 'quote'; readonly blocks: readonly TextBlock[]; readonly lines: number; readonly folded: boolean };

/** Deeper quotes are shown as this deep. */
const maxDepth = 12;
/** A run longer than this is cut into several, so that the browser lays out what is seen and not all of it. */
const runLines = 200;
const foldNested = 3;
const foldTrailing = 6;

interface OpenQuote {
  readonly blocks: TextBlock[];
  lines: number;
}

/** Collects lines into runs, and runs into quotes as their depth rises and falls. */
class QuoteBuilder {
  readonly #stack: OpenQuote[] = [{ blocks: [], lines: 0 }];
  #run: string[] = [];
  #flowed = false;
  #signature = false;

  get #top(): OpenQuote {
    return this.#stack.at(-1) ?? { blocks: [], lines: 0 };
  }

  #flush(): void {
    if (this.#run.length > 0) {
      const text = this.#run.join('\n');
      this.#top.blocks.push({ kind: 'text', text, flowed: this.#flowed, signature: this.#signature });
      this.#top.lines += this.#run.length;
      this.#run = [];
    }
  }

  #close(): void {
    const closed = this.#stack.pop();
    if (closed) {
      const folded = this.#stack.length > 1 && closed.lines > foldNested;
      this.#top.blocks.push({ kind: 'quote', blocks: closed.blocks, lines: closed.lines, folded });
      this.#top.lines += closed.lines;
    }
  }

  add({ depth, text, flowed }: TextParagraph): void {
    const wanted = Math.min(depth, maxDepth);
    if (wanted !== this.#stack.length - 1) {
      this.#flush();
      while (this.#stack.length - 1 > wanted) {
        this.#close();
      }
      while (this.#stack.length - 1 < wanted) {
        this.#stack.push({ blocks: [], lines: 0 });
      }
    }
    if (wanted === 0 && /^-- ?$/.test(text.split('\n', 1)[0] ?? '')) {
      this.#flush();
      this.#signature = true;
    }
    if (flowed !== this.#flowed) {
      this.#flush();
      this.#flowed = flowed;
    }
    // A fixed paragraph may hold every line of its depth.
    for (const line of flowed ? [text] : text.split('\n')) {
      if (this.#run.length >= runLines) {
        this.#flush();
      }
      this.#run.push(line);
    }
  }

  finish(): TextBlock[] {
    this.#flush();
    while (this.#stack.length > 1) {
      this.#close();
    }
    return this.#top.blocks;
  }
}

const isBlank = (block: TextBlock): boolean => block.kind === 'text' && (block.signature || block.text.trim() === '');

/**
 * Nests the paragraphs of a plain text by how often they are quoted. Folded are quotes of quotes, and a long quote at
 * the end with something written above it: what the reader has read before.
 */
export function quoteBlocks(paragraphs: readonly TextParagraph[]): TextBlock[] {
  const builder = new QuoteBuilder();
  paragraphs.forEach((paragraph) => builder.add(paragraph));
  const blocks = builder.finish();
  const last = blocks.findLastIndex((block) => !isBlank(block));
  const block = blocks[last];
  if (block?.kind === 'quote' && block.lines > foldTrailing && blocks.slice(0, last).some((one) => !isBlank(one))) {
    blocks[last] = { ...block, folded: true };
  }
  return blocks;
}
