/**
 * Up to the token of a URL that needs no sign-in, and the token: whoever holds it may read the message (RFC 4467 §3). No part of a URL
 * holds a semicolon; a search for the colon that passed over one would begin anew at each of a text full of them.
 */
const urlToken = /(;urlauth=[^\s":;]+:[^\s":;]+:)([^\s"')\]]+)/gi;

/** `text` around the tokens in it, every second piece a token; of most texts the only piece is `text`. */
export function aroundUrlTokens(text: string): readonly string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const { index, 1: head = '', 2: token = '' } of text.matchAll(urlToken)) {
    const start = index + head.length;
    pieces.push(text.slice(at, start), token);
    at = start + token.length;
  }
  pieces.push(text.slice(at));
  return pieces;
}
