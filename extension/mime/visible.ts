/**
 * Characters that change what the eye sees of the text around them: controls, bidi marks and overrides, zero-width and
 * invisible ones, line and paragraph separators, tags (Unicode TR 36 §2, TR 39). Joiners and variation selectors belong
 * to scripts and emoji.
 */
const deceptive =
  /(?![\u200c\u200d]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

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
