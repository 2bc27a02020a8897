import { viewState } from './host.ts';

/** Where the reader was before the page was loaded anew. A long mail comes in turns: the place is looked for until it is there. */
export class ScrollPlace {
  #top: number | null = viewState().scroll;

  /** @param last nothing more will come */
  restore(last: boolean): void {
    if (this.#top === null) return;
    window.scrollTo({ top: this.#top });
    if (last || window.scrollY >= this.#top - 1) this.#top = null;
  }
}
