/** An inclusive range of UIDs or sequence numbers, `from` ≤ `to` (RFC 9051 seq-range). Never expanded into its members. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}
