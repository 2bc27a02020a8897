import { uid as toUid, seqNo, type SeqNo, type Uid } from '../wire/ids.ts';
import type { NumberRange } from '../wire/sequence-set.ts';
import {
  childAt,
  childForUid,
  dropChild,
  emptyLeaf,
  firstUid,
  forgetEntries,
  insertEntry,
  isFull,
  lastUid,
  lowerBound,
  shiftEntries,
  split,
  type Effort,
  wayToLast,
  type Node,
  type WayToLast,
} from './seq-tree.ts';

/**
 * Which UID stands at which sequence number (RFC 9051 §2.3.1.2), as far as the server has told: holes are normal and cost nothing.
 * Both numbers ascend together, so that one tree serves both ways. Every lookup, EXPUNGE, VANISHED range and newly learnt message
 * costs O(log n): subtrees know how many places they span, so nothing behind a change is touched.
 */
export class SeqMap {
  #root: Node = emptyLeaf();
  #known = 0;
  /** Where the list goes on, while nothing but its next messages is learnt. */
  #last: WayToLast | null = null;
  readonly #effort: Effort = { steps: 0 };

  /** Number of messages whose UID is known. */
  get known(): number {
    return this.#known;
  }

  /** Entries and nodes looked at or moved so far. */
  get steps(): number {
    return this.#effort.steps;
  }

  clear(): void {
    this.#last = null;
    this.#root = emptyLeaf();
    this.#known = 0;
  }

  uidAt(seq: SeqNo): Uid | null {
    const effort = this.#effort;
    let node = this.#root;
    let place: number = seq;
    while (node.kind === 'inner') {
      const { at, before } = childAt(node, place, effort);
      place -= before;
      node = node.children[at] ?? emptyLeaf();
    }
    const index = lowerBound(node.places, node.length, place, effort);
    return index < node.length && node.places[index] === place ? toUid(node.uids[index] ?? 0) : null;
  }

  seqOf(uid: Uid): SeqNo | null {
    const { place, exact } = this.#lastUpTo(uid);
    return exact ? seqNo(place) : null;
  }

  /** Notes that `uid` stands at `seq`. False when that contradicts what was learnt before; nothing is changed then. */
  learn(seq: SeqNo, uid: Uid): boolean {
    if (this.#learnBehind(seq, uid)) return true;
    this.#last = null;
    const outcome = this.#learnIn(this.#root, seq, uid, 0, Infinity, true);
    if (outcome === 'known') return true;
    if (outcome === 'contradiction') return false;
    this.#known++;
    if (outcome !== 'learnt') {
      const root = this.#root;
      this.#root = { kind: 'inner', children: [root, outcome], span: root.span + outcome.span };
    }
    if (seq === this.#root.span) this.#last = wayToLast(this.#root);
    return true;
  }

  /** The next message of a list that comes in order, which needs no search. */
  #learnBehind(seq: number, uid: number): boolean {
    const last = this.#last;
    if (last === null) return false;
    const { leaf, inner, before } = last;
    const { length } = leaf;
    const place = seq - before;
    if (isFull(leaf) || place <= (leaf.places[length - 1] ?? 0) || uid <= (leaf.uids[length - 1] ?? 0)) return false;
    this.#effort.steps += inner.length + 1;
    leaf.places[length] = place;
    leaf.uids[length] = uid;
    leaf.length++;
    this.#known++;
    const more = place - leaf.span;
    if (more > 0) {
      leaf.span = place;
      for (const node of inner) node.span += more;
    }
    return true;
  }

  /** Takes the message at `seq` out; those above move down by one. Returns its UID if it was known. */
  expunge(seq: SeqNo): Uid | null {
    this.#last = null;
    if (seq > this.#root.span) return null;
    const uid = this.#expungeIn(this.#root, seq);
    if (uid !== null) this.#known--;
    this.#settleRoot();
    return uid;
  }

  /**
   * Takes all messages of a UID range out; every one of its numbers counts as one message (RFC 7162 §3.2.10). False when fewer stand
   * between the neighbours of the range; nothing is changed then.
   */
  vanish(range: NumberRange): boolean {
    this.#last = null;
    const size = range.to - range.from + 1;
    const before = this.#lastUpTo(range.from - 1).place;
    const { place: last, next } = this.#lastUpTo(range.to);
    if (next !== null && next - before - 1 < size) return false;
    if (last > before) this.#forgetIn(this.#root, range);
    this.#settleRoot();
    // What is left between the neighbours is all unknown, so that it does not matter which of these places go.
    const places = Math.min(size, this.#root.span - before);
    for (let left = places; left > 0;) left -= this.#closeUp(this.#root, before + 1, left);
    this.#settleRoot();
    return true;
  }

  /** Place of the last entry ≤ `uid` (0: none), whether it is that UID, and the place of the entry behind it. */
  #lastUpTo(uid: number): { readonly place: number; readonly exact: boolean; readonly next: number | null } {
    const effort = this.#effort;
    let node = this.#root;
    let base = 0;
    let behind: { readonly node: Node; readonly base: number } | null = null;
    while (node.kind === 'inner') {
      const at = childForUid(node, uid, effort);
      for (let i = 0; i < at; i++) base += node.children[i]?.span ?? 0;
      effort.steps += at;
      const child = node.children[at] ?? emptyLeaf();
      const sibling = node.children[at + 1];
      if (sibling !== undefined) behind = { node: sibling, base: base + child.span };
      node = child;
    }
    const index = lowerBound(node.uids, node.length, uid + 1, effort);
    const place = index === 0 ? 0 : base + (node.places[index - 1] ?? 0);
    const exact = index > 0 && node.uids[index - 1] === uid;
    let next: number | null = null;
    if (index < node.length) next = base + (node.places[index] ?? 0);
    else if (behind !== null) next = behind.base + firstPlace(behind.node, effort);
    return { place, exact, next };
  }

  /**
   * @param above UIDs must lie between these two.
   * @param atEnd nothing lies behind the node, so that it may grow.
   * @returns a node that has to follow this one, when it had to be split.
   */
  #learnIn(
    node: Node,
    place: number,
    uid: number,
    above: number,
    below: number,
    atEnd: boolean,
  ): 'learnt' | 'known' | 'contradiction' | Node {
    const effort = this.#effort;
    effort.steps++;
    if (node.kind === 'inner') {
      const { at, before } = childAt(node, place, effort);
      const child = node.children[at];
      if (child === undefined) return 'contradiction';
      const previous = node.children[at - 1];
      const next = node.children[at + 1];
      const low = previous === undefined ? above : lastUid(previous, effort);
      const high = next === undefined ? below : firstUid(next, effort);
      const span = child.span;
      const outcome = this.#learnIn(child, place - before, uid, low, high, atEnd && next === undefined);
      if (typeof outcome === 'string') {
        node.span += child.span - span;
        return outcome;
      }
      node.span += child.span - span + outcome.span;
      effort.steps += node.children.length - at;
      node.children.splice(at + 1, 0, outcome);
      return isFull(node) ? split(node, atEnd && next === undefined, effort) : 'learnt';
    }
    const index = lowerBound(node.places, node.length, place, effort);
    if (index < node.length && node.places[index] === place)
      return node.uids[index] === uid ? 'known' : 'contradiction';
    const low = index === 0 ? above : (node.uids[index - 1] ?? 0);
    const high = index === node.length ? below : (node.uids[index] ?? 0);
    if (uid <= low || uid >= high) return 'contradiction';
    if (!isFull(node)) {
      insertEntry(node, index, place, uid, effort);
      if (place > node.span) node.span = place;
      return 'learnt';
    }
    const upper = split(node, index === node.length, effort);
    if (upper.kind !== 'leaf') return 'contradiction';
    if (place > node.span || (index === node.length && upper.length === 0)) {
      // Into the new leaf; one that was opened for it takes over the places behind the last entry.
      if (upper.length === 0) {
        const end = node.places[node.length - 1] ?? 0;
        upper.span = Math.max(node.span, place) - end;
        node.span = end;
      }
      const local = place - node.span;
      insertEntry(upper, lowerBound(upper.places, upper.length, local, effort), local, uid, effort);
      if (local > upper.span) upper.span = local;
    } else insertEntry(node, index, place, uid, effort);
    return upper;
  }

  #expungeIn(node: Node, place: number): Uid | null {
    const effort = this.#effort;
    effort.steps++;
    if (node.kind === 'inner') {
      const { at, before } = childAt(node, place, effort);
      const child = node.children[at];
      if (child === undefined) return null;
      const uid = this.#expungeIn(child, place - before);
      node.span--;
      if (isEmpty(child)) dropChild(node, at, effort);
      return uid;
    }
    const index = lowerBound(node.places, node.length, place, effort);
    const hit = index < node.length && node.places[index] === place;
    const uid = hit ? toUid(node.uids[index] ?? 0) : null;
    if (hit) forgetEntries(node, index, index + 1, effort);
    shiftEntries(node, index, 1, effort);
    return uid;
  }

  /** Known UIDs of the range become places of which nothing is known. */
  #forgetIn(node: Node, { from, to }: NumberRange): void {
    const effort = this.#effort;
    effort.steps++;
    if (node.kind === 'leaf') {
      const first = lowerBound(node.uids, node.length, from, effort);
      const end = lowerBound(node.uids, node.length, to + 1, effort);
      this.#known -= end - first;
      forgetEntries(node, first, end, effort);
      return;
    }
    const start = childForUid(node, from, effort);
    let end = childForUid(node, to, effort);
    for (let at = start; at <= end;) {
      const child = node.children[at];
      if (child === undefined) return;
      this.#forgetIn(child, { from, to });
      if (!isEmpty(child)) at++;
      else {
        // The last child stays, whatever it knows: the one above drops it with its places.
        if (node.children.length === 1) return;
        dropChild(node, at, effort);
        end--;
      }
    }
  }

  /** Takes unknown places from `place` on out of one leaf; gives how many, at most `most`. */
  #closeUp(node: Node, place: number, most: number): number {
    const effort = this.#effort;
    effort.steps++;
    if (node.kind === 'inner') {
      const { at, before } = childAt(node, place, effort);
      const child = node.children[at];
      if (child === undefined) return most;
      const closed = this.#closeUp(child, place - before, most);
      node.span -= closed;
      return closed;
    }
    const index = lowerBound(node.places, node.length, place, effort);
    const free = (index < node.length ? (node.places[index] ?? 0) - 1 : node.span) - place + 1;
    const closed = Math.min(most, free);
    // Nothing is free only if the neighbours were misjudged; ending is better than turning for ever.
    if (closed <= 0) return most;
    shiftEntries(node, index, closed, effort);
    return closed;
  }

  #settleRoot(): void {
    if (this.#known === 0) this.clear();
    while (this.#root.kind === 'inner' && this.#root.children.length === 1) {
      const [only] = this.#root.children;
      if (only === undefined) break;
      this.#root = only;
    }
  }
}

function isEmpty(node: Node): boolean {
  return node.kind === 'leaf' ? node.length === 0 : node.children.every(isEmpty);
}

function firstPlace(node: Node, effort: Effort): number {
  let at = node;
  while (at.kind === 'inner') {
    effort.steps++;
    at = at.children[0] ?? emptyLeaf();
  }
  return at.places[0] ?? 0;
}
