declare const uidBrand: unique symbol;
declare const seqBrand: unique symbol;
declare const modseqBrand: unique symbol;

/** Unique identifier of a message within one mailbox and UIDVALIDITY: 1 … 2³²−1 (RFC 9051 §2.3.1.1). */
export type Uid = number & { readonly [uidBrand]: true };
/** Message sequence number: 1 … EXISTS, renumbered by every EXPUNGE (RFC 9051 §2.3.1.2). Never leaves the core. */
export type SeqNo = number & { readonly [seqBrand]: true };
/** Modification sequence: 1 … 2⁶³−1 (RFC 7162 §3.1). */
export type ModSeq = bigint & { readonly [modseqBrand]: true };

/** Stands where a server keeps no sequence numbers (UIDONLY, RFC 9586). */
export const noSeq = 0 as SeqNo;

const maxUint32 = 0xffff_ffff;

/** @throws RangeError unless `n` is a whole number in 1 … 2³²−1. */
export function uid(n: number): Uid {
  if (!Number.isInteger(n) || n < 1 || n > maxUint32) throw new RangeError(`Not a UID: ${n}`);
  return n as Uid;
}

/** @throws RangeError unless `n` is a whole number in 1 … 2³²−1. */
export function seqNo(n: number): SeqNo {
  if (!Number.isInteger(n) || n < 1 || n > maxUint32) throw new RangeError(`Not a sequence number: ${n}`);
  return n as SeqNo;
}

/** @throws RangeError unless 1 ≤ n < 2⁶³. */
export function modSeq(n: bigint): ModSeq {
  if (n < 1n || n >= 1n << 63n) throw new RangeError(`Not a mod-sequence: ${n}`);
  return n as ModSeq;
}
