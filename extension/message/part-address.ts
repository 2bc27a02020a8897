/** A part, or one of the files that its text carries within itself; written `2` and `2!1`. */
export interface PartAddress {
  readonly section: string;
  /** From 1; null for the part itself. */
  readonly file: number | null;
}

/** Null for what names no part. */
export function parsePartAddress(text: string): PartAddress | null {
  const match = /^([1-9]\d{0,9}(?:\.[1-9]\d{0,9}){0,1000})(?:!([1-9]\d{0,3}))?$/.exec(text);
  if (match === null) return null;
  return { section: match[1] ?? '', file: match[2] === undefined ? null : Number(match[2]) };
}
