/** A paragraph of plain text; a line feed inside it is a real line break. */
export interface Paragraph {
  /** How often it is quoted: the number of leading `>`, which `text` no longer holds. */
  readonly depth: number;
  readonly text: string;
  /** True when soft line breaks were joined: it wraps at the window. False: its lines are as written. */
  readonly flowed: boolean;
}

/** Deeper quotes are shown at this depth. */
const maxDepth = 100;
const signature = '-- ';

/**
 * format=flowed text (RFC 3676 §4) → paragraphs: soft breaks joined within one quote depth, space-stuffing undone,
 * with `delSp` the blank before a soft break deleted. The signature line stands alone and never flows.
 */
export function parseFlowed(text: string, delSp: boolean): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let soft: { depth: number; pieces: string[] } | null = null;
  let fixed: { depth: number; lines: string[] } | null = null;

  const endSoft = (): void => {
    if (soft !== null) paragraphs.push({ depth: soft.depth, text: soft.pieces.join(''), flowed: true });
    soft = null;
  };
  const endFixed = (): void => {
    if (fixed !== null) paragraphs.push({ depth: fixed.depth, text: fixed.lines.join('\n'), flowed: false });
    fixed = null;
  };

  for (const line of splitLines(text)) {
    let depth = 0;
    while (line[depth] === '>') depth++;
    const content = line.slice(line[depth] === ' ' ? depth + 1 : depth);
    depth = Math.min(depth, maxDepth);
    if (soft !== null && soft.depth !== depth) endSoft();
    if (content === signature) {
      endSoft();
      endFixed();
      fixed = { depth, lines: [content] };
    } else if (content.endsWith(' ')) {
      endFixed();
      soft ??= { depth, pieces: [] };
      soft.pieces.push(delSp ? content.slice(0, -1) : content);
    } else if (soft !== null) {
      soft.pieces.push(content);
      endSoft();
    } else {
      if (fixed !== null && fixed.depth !== depth) endFixed();
      fixed ??= { depth, lines: [] };
      fixed.lines.push(content);
    }
  }
  endSoft();
  endFixed();
  return paragraphs;
}

/** Text without format=flowed → runs of lines of one quote depth (`>>`, `> >`); the signature line begins a run. */
export function parseFixed(text: string): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let run: { depth: number; lines: string[] } | null = null;
  for (const line of splitLines(text)) {
    const marks = /^(?:> ?)+/.exec(line)?.[0] ?? '';
    const depth = Math.min(marks.replaceAll(' ', '').length, maxDepth);
    const content = line.slice(marks.length);
    if (run !== null && (run.depth !== depth || content === signature)) {
      paragraphs.push({ depth: run.depth, text: run.lines.join('\n'), flowed: false });
      run = null;
    }
    run ??= { depth, lines: [] };
    run.lines.push(content);
  }
  if (run !== null) paragraphs.push({ depth: run.depth, text: run.lines.join('\n'), flowed: false });
  return paragraphs;
}

/** The last line break ends the last line; it does not begin another. */
function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}
