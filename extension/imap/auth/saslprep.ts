const mappedToNothing = /\u00AD|\u034F|\u1806|[\u180B-\u180D]|\u200B|\u200C|\u200D|\u2060|[\uFE00-\uFE0F]|\uFEFF/g;
const otherSpaces = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;

/** SASLprep as far as it changes text (RFC 4013 §2.1, §2.2): two spellings of one password become the same octets. */
export function saslPrep(text: string): string {
  return text.replace(otherSpaces, ' ').replace(mappedToNothing, '').normalize('NFKC');
}
