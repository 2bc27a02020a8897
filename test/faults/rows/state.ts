import type { FaultRow } from '../row.ts';

export const state: readonly FaultRow[] = [];
