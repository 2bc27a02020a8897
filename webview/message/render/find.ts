/** A place that is searched: a document or a shadow tree, whose own highlights it uses. */
export interface SearchRoot {
  readonly root: Node;
  /** Pixels from the top of the page to the top of the root's own coordinates. */
  top(): number;
}

/** More places than this are counted no further: nobody walks through them. */
export const maxMatches = 5000;

/** Elements in the flow of a line: text runs on across their edges. */
const inline =
  /^(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|nobr|q|s|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr)$/;

interface Piece {
  readonly node: Text;
  /** Where its text begins in the joined text. */
  readonly start: number;
}

/** Texts that stand in one line or paragraph are joined; between blocks stands a separator that no query can hold. */
function join(root: Node): { readonly text: string; readonly pieces: readonly Piece[] } {
  const pieces: Piece[] = [];
  let text = '';
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      const parent = (node as Text).parentElement;
      if (parent?.localName === 'style') continue;
      pieces.push({ node: node as Text, start: text.length });
      text += (node as Text).data;
    } else if (!inline.test((node as Element).localName)) {
      text += '\u{10FFFF}';
    }
  }
  return { text, pieces };
}

/** Case counts or not; any run of white space stands for any other, as the reader sees no difference. */
function pattern(query: string, matchCase: boolean): RegExp {
  const escaped = query
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`));
  return new RegExp(escaped.join(String.raw`\s+`), matchCase ? 'g' : 'gi');
}

function pieceAt(pieces: readonly Piece[], offset: number): Piece | undefined {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return pieces[low - 1];
}

/** Every place of `query` below `root`, in order, as ranges of the root's own document. */
export function findRanges(root: Node, query: string, matchCase: boolean): Range[] {
  if (query.trim() === '') return [];
  const { text, pieces } = join(root);
  const owner = root.ownerDocument ?? (root as Document);
  const ranges: Range[] = [];
  for (const match of text.matchAll(pattern(query, matchCase))) {
    const first = pieceAt(pieces, match.index);
    const last = pieceAt(pieces, match.index + match[0].length - 1);
    if (!first || !last) continue;
    const range = owner.createRange();
    range.setStart(first.node, match.index - first.start);
    range.setEnd(last.node, match.index + match[0].length - last.start);
    ranges.push(range);
    if (ranges.length >= maxMatches) break;
  }
  return ranges;
}

const all = 'mail-find';
const one = 'mail-find-current';

/** Rules for the highlights, to stand in every root. */
export const findSheet = `
::highlight(${all}) { background-color: #ffd54a; color: #1f1f1f; }
::highlight(${one}) { background-color: #f57c00; color: #ffffff; }
`;

interface Highlighting {
  readonly CSS: typeof CSS;
  readonly Highlight: typeof Highlight;
}

/** Marks ranges of one document; nothing of the document's tree is changed. */
export function highlight(view: Window, ranges: readonly Range[], current: Range | null): void {
  const { CSS: css, Highlight: Marks } = view as Window & Highlighting;
  css.highlights.delete(all);
  css.highlights.delete(one);
  if (ranges.length > 0) css.highlights.set(all, new Marks(...ranges));
  if (current) {
    const mark = new Marks(current);
    mark.priority = 1;
    css.highlights.set(one, mark);
  }
}

/** Opens what hides a range: folded quotes. */
export function unfold(range: Range): void {
  for (let node = range.startContainer.parentElement; node !== null; node = node.parentElement) {
    if (node.localName === 'details') node.setAttribute('open', '');
  }
}
