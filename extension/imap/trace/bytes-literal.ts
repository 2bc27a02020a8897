/** As Python writes octets: `b'…'`, what is not printable ASCII escaped. */
export function bytesLiteral(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let shown = '';
  for (const octet of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(octet);
    if (character === '\\' || character === quote) shown += `\\${character}`;
    else if (octet === 0x09) shown += '\\t';
    else if (octet === 0x0a) shown += '\\n';
    else if (octet === 0x0d) shown += '\\r';
    else if (octet < 0x20 || octet >= 0x7f) shown += `\\x${octet.toString(16).padStart(2, '0')}`;
    else shown += character;
  }
  return `b${quote}${shown}${quote}`;
}
