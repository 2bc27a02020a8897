/** FETCH items that rows of a list carry, told apart without making strings. */
export const otherItem = 0;
export const uidItem = 1;
export const flagsItem = 2;
export const internalDateItem = 3;
export const sizeItem = 4;
export const envelopeItem = 5;
export const bodyStructureItem = 6;
export const modSeqItem = 7;
export const bodyItem = 8;

/** Clears the bit in which upper and lower case differ. */
const caseless = 0xdf;
const uid = octets('UID');
const body = octets('BODY');
const flags = octets('FLAGS');
const modSeq = octets('MODSEQ');
const envelope = octets('ENVELOPE');
const size = octets('RFC822.SIZE');
const internalDate = octets('INTERNALDATE');
const bodyStructure = octets('BODYSTRUCTURE');

function octets(name: string): Uint8Array {
  return Uint8Array.from(Buffer.from(name, 'latin1'), (octet) => octet & caseless);
}

/** Which item the name at `start`…`end` is, in any case. */
export function fetchItem(bytes: Buffer, start: number, end: number): number {
  switch (end - start) {
    case 3:
      return matches(bytes, start, uid) ? uidItem : otherItem;
    case 4:
      return matches(bytes, start, body) ? bodyItem : otherItem;
    case 5:
      return matches(bytes, start, flags) ? flagsItem : otherItem;
    case 6:
      return matches(bytes, start, modSeq) ? modSeqItem : otherItem;
    case 8:
      return matches(bytes, start, envelope) ? envelopeItem : otherItem;
    case 11:
      return matches(bytes, start, size) ? sizeItem : otherItem;
    case 12:
      return matches(bytes, start, internalDate) ? internalDateItem : otherItem;
    case 13:
      return matches(bytes, start, bodyStructure) ? bodyStructureItem : otherItem;
    default:
      return otherItem;
  }
}

function matches(bytes: Buffer, start: number, name: Uint8Array): boolean {
  for (let i = 0; i < name.length; i++) {
    if (((bytes[start + i] ?? 0) & caseless) !== name[i]) return false;
  }
  return true;
}
