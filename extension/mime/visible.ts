/**
 * Characters that change what the eye sees of the text around them: controls, bidi overrides and isolates, zero-width
 * and invisible ones, line and paragraph separators, tags (Unicode TR 36 §2, TR 39). Tab and line feed are for the caller.
 */
const deceptive =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

/** Lone surrogates become U+FFFD: what is not Unicode can be neither stored nor sent. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}

/** One line for people: deceptive characters as `[U+202E]`, white space of any kind as single spaces, lone surrogates as �. */
export function visibleLine(text: string): string {
  return wellFormed(text)
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ')
    .replace(deceptive, (char) => `[U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`)
    .replace(/\s+/g, ' ')
    .trim();
}
