import { allowedTags, droppedWithContent } from './policy.ts';
import { childNodesOf, inert } from './prepare.ts';

/** Elements that are cleaned in one go. */
const unit = 250;

const allowed = new Set(allowedTags);
const dropped = new Set(droppedWithContent);
const html = 'http://www.w3.org/1999/xhtml';

/** Some nodes of the mail, still to be cleaned, and where they belong. */
export interface RawPiece {
  /** Holds the nodes. */
  readonly holder: HTMLElement;
  /** The one element of `holder` is larger than a unit: its children follow as pieces of their own. */
  readonly open: boolean;
  /** How deep the nodes stand in the mail, the children of its body being 1. */
  readonly depth: number;
  readonly elements: number;
}

/** Elements in it and itself; counts no further than `most`. */
function sizeUpTo(node: Node, most: number): number {
  if (!(node instanceof Element)) return 1;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT);
  let size = 1;
  while (size < most && walker.nextNode() !== null) size++;
  return size;
}

interface Level {
  readonly nodes: readonly ChildNode[];
  next: number;
  /** The clean element that takes them. */
  readonly parent: HTMLElement;
  readonly depth: number;
}

/**
 * Cuts a parsed mail into pieces of bounded size in the order in which it is read. Large elements that may not stay make
 * room for what is in them, or go with it, as the cleaner would have it.
 * @param clean cleans a piece and puts it into its clean parent; for an open one the clean element comes back, null when it went
 */
export function* inPieces(
  body: HTMLElement,
  into: HTMLElement,
  deepest: number,
  clean: (piece: RawPiece, parent: HTMLElement) => HTMLElement | null,
): Generator<{ readonly elements: number; readonly flattened: boolean }> {
  const level = (of: Element, parent: HTMLElement, depth: number): Level => ({
    nodes: Array.from(childNodesOf(of)),
    next: 0,
    parent,
    depth,
  });
  const open = [level(body, into, 1)];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const holder = inert.createElement('body');
    let held = 0;
    let large: Element | null = null;
    for (; top.next < top.nodes.length && large === null; top.next++) {
      const node = top.nodes[top.next];
      if (node === undefined) continue;
      const size = sizeUpTo(node, unit + 1);
      if (held > 0 && held + size > unit) break;
      if (size > unit) large = node as Element;
      else holder.append(node);
      held += large === null ? size : 0;
    }
    if (held > 0) {
      clean({ holder, open: false, depth: top.depth, elements: held }, top.parent);
      yield { elements: held, flattened: false };
    }
    if (large === null) {
      if (top.next >= top.nodes.length) open.pop();
      continue;
    }
    if (large.namespaceURI !== html || dropped.has(large.localName)) continue;
    const tooDeep = top.depth > deepest;
    let inside: HTMLElement | null = null;
    if (allowed.has(large.localName) && !tooDeep) {
      const alone = inert.createElement('body');
      alone.append(large.cloneNode(false));
      inside = clean({ holder: alone, open: true, depth: top.depth, elements: 1 }, top.parent);
    }
    yield { elements: 1, flattened: tooDeep };
    open.push(inside === null ? level(large, top.parent, top.depth) : level(large, inside, top.depth + 1));
  }
}
