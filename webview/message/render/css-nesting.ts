/** What stands within brackets deeper than this is no mail's style: some thousand levels bring the browser's parser down. */
export const deepest = 32;

const closing: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };
const name = /[\w\-\u0080-\uffff]/;

/** Offset behind a string that begins at `at`; an unescaped line end ends it too (CSS Syntax 3 §4.3.5). */
function behindString(css: string, at: number): number {
  const quote = css[at];
  let end = at + 1;
  while (end < css.length && css[end] !== quote && css[end] !== '\n') end += css[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** Offset behind the bracket that ends a URL without quotes. */
function behindUrl(css: string, at: number): number {
  let end = at;
  while (end < css.length && css[end] !== ')') end += css[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** Are brackets nested deeper than any style needs? Read as the browser's tokeniser does, and rather too deep than not deep enough. */
export function nestsTooDeeply(css: string): boolean {
  const open: string[] = [];
  let word = '';
  let escaped = false;
  for (let at = 0; at < css.length && open.length <= deepest;) {
    const char = css[at] ?? '';
    if (char === '\\') {
      escaped = true;
      at += 2;
      continue;
    }
    if (name.test(char)) {
      if (word.length < 4) word += char;
      at++;
      continue;
    }
    const before = word.toLowerCase();
    const spelled = !escaped;
    word = '';
    escaped = false;
    if (char === '/' && css[at + 1] === '*') {
      const end = css.indexOf('*/', at + 2);
      at = end < 0 ? css.length : end + 2;
    } else if (char === '"' || char === "'") {
      at = behindString(css, at);
    } else if (char === '(') {
      // An escaped name may be "url", behind which quotes mean something else: nobody writes that in good faith.
      if (!spelled) return true;
      const url = before === 'url' && !/^\s*["']/.test(css.slice(at + 1, at + 40));
      if (!url) open.push(')');
      at = url ? behindUrl(css, at + 1) : at + 1;
    } else {
      const close = closing[char];
      if (close !== undefined) open.push(close);
      else if (char === open.at(-1)) open.pop();
      at++;
    }
  }
  return open.length > deepest;
}
