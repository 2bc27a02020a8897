import type { FetchResponse, Response } from '../grammar/types.ts';

/** What an IDLE in hand tells. `lost`: more came than was looked at, and was dropped; only reading the mailbox again tells what it was. */
export type IdleNews = Response | { readonly type: 'lost' };

/** Octets that wait to be looked at, roughly. */
const mostWaiting = 16 * 1024 * 1024;
/** What a FETCH response holds on to without its bodies, and any other value beside its text, roughly. */
const rowWeight = 1_000;
const valueWeight = 32;

/**
 * Responses that nobody has looked at yet. Beyond a bound they are dropped with all that follows until the next look, and `lost` stands for
 * them.
 */
export class IdleBacklog {
  #waiting: Response[] = [];
  #weight = 0;
  #lost = false;

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && !this.#lost;
  }

  push(response: Response): void {
    if (this.#lost) return;
    this.#waiting.push(response);
    this.#weight += response.type === 'fetch' ? weightOfRow(response) : weightOf(response);
    if (this.#weight <= mostWaiting) return;
    this.#waiting = [];
    this.#lost = true;
  }

  takeAll(): readonly IdleNews[] {
    const all: readonly IdleNews[] = this.#lost ? [{ type: 'lost' }] : this.#waiting;
    this.#waiting = [];
    this.#weight = 0;
    this.#lost = false;
    return all;
  }
}

function weightOfRow({ sections, flags = [], gmailLabels = [], unknown }: FetchResponse): number {
  let weight = rowWeight + weightOf(flags) + weightOf(gmailLabels) + weightOf(unknown);
  for (const section of sections.values()) if (section.kind === 'bytes') weight += section.bytes.length;
  return weight;
}

/** Of plain data, however deep. */
function weightOf(data: unknown): number {
  const left: unknown[] = [data];
  let weight = 0;
  while (left.length > 0) {
    const value = left.pop();
    weight += typeof value === 'string' ? value.length + valueWeight : valueWeight;
    if (typeof value !== 'object' || value === null) continue;
    if (ArrayBuffer.isView(value)) {
      weight += value.byteLength;
      continue;
    }
    for (const inner of value instanceof Map ? [...value].flat(1) : Object.values(value)) left.push(inner);
  }
  return weight;
}
