/** What a response is made of: protocol text as latin1, message octets as they are. */
export type WirePiece = string | Buffer;

/** A string for a response: quoted where the grammar allows, else a literal (RFC 9051 §4.3). Latin1 in, latin1 out. */
export function wireString(value: string): string {
  // NUL is legal in no IMAP4rev1 string; a header that holds one still has to be told.
  const text = value.replaceAll('\0', '\x80');
  if (text.length <= 1000 && /^[\x01-\x09\x0b\x0c\x0e-\x7f]*$/.test(text)) return `"${text.replace(/["\\]/g, '\\$&')}"`;
  return `{${text.length}}\r\n${text}`;
}

export function wireNString(value: string | null): string {
  return value === null ? 'NIL' : wireString(value);
}

/** An atom where possible, as section specifications and mailbox names look best. */
export function wireAString(value: string): string {
  return /^[^\x00-\x20\x7f-\uffff(){%*"\\]+$/.test(value) && value.toUpperCase() !== 'NIL' ? value : wireString(value);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `"17-Jul-1996 02:44:25 +0000"`, always in UTC. */
export function wireDateTime(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  return `"${day}-${months[date.getUTCMonth()] ?? 'Jan'}-${String(date.getUTCFullYear()).padStart(4, '0')} ${time} +0000"`;
}
