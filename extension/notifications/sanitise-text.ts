/** Server text made safe to show. */
export interface SafeText {
  readonly text: string;
  /** True when the original was longer; the whole of it is in the protocol log. */
  readonly cut: boolean;
}

/** Most characters (code points) of server text that are ever shown at once (response-codes rule 3). */
export const shownTextLimit = 500;

// Default-ignorable holds the Hangul fillers and tags; U+2800 is a braille cell without dots. Variation selectors belong to emoji and Han.
const invisible = /^(?![\ufe00-\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]$/u;
// One look that lets nearly every text go as it is; a log of thousands of lines cannot be walked letter by letter.
const suspicious =
  /(?![\ufe00-\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|\p{M}{9}/u;
const combining = /^\p{M}$/u;
const blank = /^[\t\p{Zs}]$/u;
const lineBreak = /^[\r\n\u0085\u2028\u2029]$/u;
const pictograph = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]$/u;
const joiningLetter = /^(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\p{L}\p{M}]$/u;
const maxCombining = 8;

/**
 * Every control, bidi and invisible character as something the eye can see: `␛` for C0, `⟨U+202E⟩` for the rest.
 * Joiners stay where a script or an emoji needs them; stacked combining marks are shown by number from the ninth on.
 */
export function visibleText(text: string): string {
  if (!suspicious.test(text)) return text;
  const points = [...text];
  let marks = 0;
  return points
    .map((point, index) => {
      marks = combining.test(point) ? marks + 1 : 0;
      return marks > maxCombining ? byNumber(point) : visiblePoint(point, points[index - 1], points[index + 1]);
    })
    .join('');
}

/**
 * One line for a notification, a dialog, a list or a tooltip: visible characters only, breaks and runs of blanks folded, at most
 * `limit` code points, nothing in it live. `[text](command:…)` is a link and `$(name)` an icon to VS Code in the places where
 * messages are drawn, so a plain blank is put where it breaks the pattern and is seen by the reader.
 */
export function sanitiseText(text: string, limit = shownTextLimit): SafeText {
  const out: string[] = [];
  let length = 0;
  let marks = 0;
  // What a surrogate pair needs at most; a megabyte of text must not be walked for its first line.
  const points = [...text.slice(0, limit * 8)];
  let cut = text.length > limit * 8;
  for (let index = 0; index < points.length; index += 1) {
    const point = points[index] ?? '';
    marks = combining.test(point) ? marks + 1 : 0;
    const last = out.at(-1);
    let piece: string;
    if (lineBreak.test(point)) piece = last === ' ⏎ ' || length === 0 ? '' : ' ⏎ ';
    else if (blank.test(point)) piece = length === 0 || last?.endsWith(' ') ? '' : ' ';
    else if (point === '(' && (last?.endsWith(']') || last?.endsWith('$'))) piece = ' (';
    else if (marks > maxCombining) piece = byNumber(point);
    else piece = visiblePoint(point, points[index - 1], points[index + 1]);
    if (piece === '') continue;
    const size = [...piece].length;
    if (length + size > limit) {
      cut = true;
      break;
    }
    out.push(piece);
    length += size;
  }
  while (out.at(-1) === ' ' || out.at(-1) === ' ⏎ ') out.pop();
  return { text: cut ? `${out.join('')}…` : out.join(''), cut };
}

/** `sanitiseText` where only the words are wanted. */
export function inertLine(text: string, limit = shownTextLimit): string {
  return sanitiseText(text, limit).text;
}

function visiblePoint(point: string, before: string | undefined, after: string | undefined): string {
  if (point === '\u200c' || point === '\u200d') {
    const fits = (shape: RegExp) =>
      before !== undefined && after !== undefined && shape.test(before) && shape.test(after);
    return fits(joiningLetter) || (point === '\u200d' && fits(pictograph)) ? point : byNumber(point);
  }
  const code = point.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return invisible.test(point) ? byNumber(point) : point;
}

function byNumber(point: string): string {
  return `⟨U+${(point.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
