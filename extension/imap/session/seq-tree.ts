/** Entries of a leaf and children of an inner node at most; both are looked at as a whole, so they are constants of the cost. */
const leafSize = 256;
const fanOut = 32;

/**
 * Neighbouring messages, ascending, in a stretch of `span` places. An entry's place counts from 1 at the begin of the stretch; the
 * places between entries are messages whose UID is not known.
 */
export interface Leaf {
  readonly kind: 'leaf';
  readonly places: Uint32Array;
  readonly uids: Uint32Array;
  length: number;
  span: number;
}

export interface Inner {
  readonly kind: 'inner';
  children: Node[];
  span: number;
}

/** No node is empty, except for a root that knows nothing. */
export type Node = Leaf | Inner;

/** Entries and nodes looked at or moved, for the proof that an event costs O(log n). */
export interface Effort {
  steps: number;
}

export function emptyLeaf(): Leaf {
  return {
    kind: 'leaf',
    places: new Uint32Array(leafSize),
    uids: new Uint32Array(leafSize),
    length: 0,
    span: 0,
  };
}

export function firstUid(node: Node, effort: Effort): number {
  let at = node;
  while (at.kind === 'inner') {
    effort.steps++;
    at = at.children[0] ?? emptyLeaf();
  }
  return at.uids[0] ?? 0;
}

export function lastUid(node: Node, effort: Effort): number {
  let at = node;
  while (at.kind === 'inner') {
    effort.steps++;
    at = at.children[at.children.length - 1] ?? emptyLeaf();
  }
  return at.uids[at.length - 1] ?? 0;
}

/** Index of the first element ≥ `value`. */
export function lowerBound(list: Uint32Array, length: number, value: number, effort: Effort): number {
  let low = 0;
  let high = length;
  while (low < high) {
    effort.steps++;
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The child that holds `place`, and the places before it; the last child for places beyond the end. */
export function childAt(node: Inner, place: number, effort: Effort): { readonly at: number; readonly before: number } {
  let before = 0;
  const last = node.children.length - 1;
  for (let at = 0; at < last; at++) {
    effort.steps++;
    const span = node.children[at]?.span ?? 0;
    if (place <= before + span) return { at, before };
    before += span;
  }
  return { at: last, before };
}

/** The last child whose first UID is ≤ `uid`, else the first child. */
export function childForUid(node: Inner, uid: number, effort: Effort): number {
  let low = 1;
  let high = node.children.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const child = node.children[middle];
    if (child !== undefined && firstUid(child, effort) <= uid) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function insertEntry(leaf: Leaf, index: number, place: number, uid: number, effort: Effort): void {
  effort.steps += leaf.length - index + 1;
  leaf.places.copyWithin(index + 1, index, leaf.length);
  leaf.uids.copyWithin(index + 1, index, leaf.length);
  leaf.places[index] = place;
  leaf.uids[index] = uid;
  leaf.length++;
}

/** Entries go, their places stay. */
export function forgetEntries(leaf: Leaf, from: number, to: number, effort: Effort): void {
  if (to <= from) return;
  effort.steps += leaf.length - from;
  leaf.places.copyWithin(from, to, leaf.length);
  leaf.uids.copyWithin(from, to, leaf.length);
  leaf.length -= to - from;
}

/** Takes `count` places out in front of the entries from `index` on. */
export function shiftEntries(leaf: Leaf, index: number, count: number, effort: Effort): void {
  effort.steps += leaf.length - index;
  for (let at = index; at < leaf.length; at++) leaf.places[at] = (leaf.places[at] ?? 0) - count;
  leaf.span -= count;
}

export function isFull(node: Node): boolean {
  return node.kind === 'leaf' ? node.length >= leafSize : node.children.length > fanOut;
}

/** Moves the upper half of a full node into a new one, which is returned; behind the end of the list only what must. */
export function split(node: Node, appending: boolean, effort: Effort): Node {
  if (node.kind === 'inner') {
    effort.steps += node.children.length;
    const upper = node.children.splice(appending ? node.children.length - 1 : node.children.length >>> 1);
    const span = spanOf(upper);
    node.span -= span;
    return { kind: 'inner', children: upper, span };
  }
  const upper = emptyLeaf();
  if (appending) return upper;
  const half = node.length >>> 1;
  const before = node.places[half - 1] ?? 0;
  effort.steps += node.length;
  for (let at = half; at < node.length; at++) {
    upper.places[at - half] = (node.places[at] ?? 0) - before;
    upper.uids[at - half] = node.uids[at] ?? 0;
  }
  upper.length = node.length - half;
  upper.span = node.span - before;
  node.length = half;
  node.span = before;
  return upper;
}

/** Takes an empty child out; its places, of which nothing is known, go to a neighbour. */
export function dropChild(node: Inner, at: number, effort: Effort): void {
  const [gone] = node.children.splice(at, 1);
  effort.steps += node.children.length + 1;
  const span = gone?.span ?? 0;
  const previous = node.children[at - 1];
  const next = node.children[at];
  if (previous !== undefined) growEnd(previous, span, effort);
  else if (next !== undefined) growStart(next, span, effort);
}

function growEnd(node: Node, count: number, effort: Effort): void {
  for (let at: Node | undefined = node; at !== undefined;) {
    effort.steps++;
    at.span += count;
    at = at.kind === 'inner' ? at.children[at.children.length - 1] : undefined;
  }
}

function growStart(node: Node, count: number, effort: Effort): void {
  for (let at: Node | undefined = node; at !== undefined;) {
    effort.steps++;
    at.span += count;
    if (at.kind === 'leaf') {
      effort.steps += at.length;
      for (let i = 0; i < at.length; i++) at.places[i] = (at.places[i] ?? 0) + count;
    }
    at = at.kind === 'inner' ? at.children[0] : undefined;
  }
}

export function spanOf(nodes: readonly Node[]): number {
  return nodes.reduce((sum, node) => sum + node.span, 0);
}

/** The last leaf, the nodes above it and the places before it. */
export interface WayToLast {
  readonly leaf: Leaf;
  readonly inner: readonly Inner[];
  readonly before: number;
}

export function wayToLast(root: Node): WayToLast {
  const inner: Inner[] = [];
  let before = 0;
  let node = root;
  while (node.kind === 'inner') {
    inner.push(node);
    const last = node.children.at(-1) ?? emptyLeaf();
    before += node.span - last.span;
    node = last;
  }
  return { leaf: node, inner, before };
}
