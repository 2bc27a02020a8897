import type { Appearance } from './frame-styles.ts';
import { Pace, type Budget } from './budget.ts';
import type { MailFrame } from './frame.ts';
import type { Piece, Sanitiser } from './sanitise.ts';

/** Elements of the first layout: more than a screen holds. */
const firstElements = 400;

export interface ShowPorts {
  readonly signal: AbortSignal;
  /** Decided when the style sheets are known. */
  appearance(content: Sanitiser): Appearance;
  /** The first of it stands in the frame, or all there is. */
  shown(): void;
}

/** How much more may be laid out, given how many elements stand there and how long their last layout took. */
export function nextBatch(elements: number, milliseconds: number): number {
  const growth = milliseconds < 60 ? 2 : milliseconds < 250 ? 1 : milliseconds < 1000 ? 0.4 : 0.2;
  return Math.max(firstElements, Math.round(elements * growth));
}

/**
 * Cleans a mail's HTML and puts it into its frame: the first screen at once, the rest in turns between which the page
 * answers. A layout costs what stands there, so each is of about twice as much as the one before. Stops where the budget
 * ends; the content says so.
 */
export async function showInFrame(
  frame: MailFrame,
  content: Sanitiser,
  budget: Budget,
  ports: ShowPorts,
): Promise<void> {
  const pace = new Pace();
  for (const _ of content.read()) {
    if (pace.isOver) await pace.rest();
    if (ports.signal.aborted) return;
  }
  await frame.loaded;
  if (ports.signal.aborted) return;
  frame.begin(content, ports.appearance(content));
  let ready: Piece[] = [];
  let laidOut = 0;
  let batch = firstElements;
  let drawn = false;
  const flush = (): number => {
    const took = frame.add(ready);
    ready = [];
    laidOut = content.elements;
    return took;
  };
  for (const piece of content.pieces()) {
    if (piece) ready.push(piece);
    if (content.elements - laidOut >= batch) {
      const took = flush();
      if (!drawn) {
        drawn = true;
        ports.shown();
      }
      await pace.drawn();
      if (ports.signal.aborted) return;
      if (took > budget.layout || pace.worked > budget.work) {
        content.giveUp(pace.worked / 1000);
        return;
      }
      batch = nextBatch(laidOut, took);
    } else if (pace.isOver) {
      await pace.rest();
      if (ports.signal.aborted) return;
    }
  }
  flush();
  if (!drawn) ports.shown();
}
