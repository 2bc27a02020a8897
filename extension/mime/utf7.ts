import { wellFormed } from './visible.ts';

/**
 * UTF-7 of mail bodies and headers (RFC 2152); not the modified form of mailbox names. Ill-formed base64 runs are
 * kept as they stand, so the result may differ from the input only where it was really encoded.
 */
export function decodeMailUtf7(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.replace(/\+([A-Za-z0-9+/]*)(-?)/g, (whole: string, base64: string) => {
    if (base64 === '') return whole === '+-' ? '+' : whole;
    const octets = Buffer.from(base64, 'base64');
    if (octets.length < 2) return whole;
    let out = '';
    for (let at = 0; at + 1 < octets.length; at += 2) out += String.fromCharCode(octets.readUInt16BE(at));
    return wellFormed(out);
  });
}
