import type { FaultRow } from '../row.ts';

export const liveness: readonly FaultRow[] = [];
