import type { Report } from './row.ts';

/** A tagged NO. */
export function no(command: string, surface: Report['surface'], payload = ''): Report {
  return { status: 'NO', tagged: true, command, payload, surface };
}

/** A tagged OK. */
export function ok(command: string, surface: Report['surface'], payload = ''): Report {
  return { ...no(command, surface, payload), status: 'OK' };
}

/** An untagged OK. */
export function untagged(command: string | null, surface: Report['surface'], payload = ''): Report {
  return { status: 'OK', tagged: false, command, payload, surface };
}
