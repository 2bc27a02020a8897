import type { Decision } from './policy.ts';
import type { Surface } from './policy-types.ts';

/** What a person wants to be told of; as in the settings. */
export interface NotificationSettings {
  readonly level: 'all' | 'warnings' | 'errors';
  /** Code or status, upper case → where it is to show. */
  readonly codes: ReadonlyMap<string, Override>;
}

const overrides = ['error', 'warning', 'info', 'log'] as const;
type Override = (typeof overrides)[number];

/** Reads settings as a person may have written them: what is not understood counts as not written. */
export function parseNotificationSettings(level: unknown, codes: unknown): NotificationSettings {
  const wanted = new Map<string, Override>();
  if (typeof codes === 'object' && codes !== null) {
    for (const [code, value] of Object.entries(codes)) {
      const surface = overrides.find((one) => one === value);
      if (surface !== undefined) wanted.set(code.toUpperCase(), surface);
    }
  }
  return { level: level === 'warnings' || level === 'errors' ? level : 'all', codes: wanted };
}

/**
 * The decision as the person wants it: a surface given for its code, else one that the level mutes is listed only. An ALERT is shown
 * whatever the settings say, and what is quiet because it is untrusted or of a command in the background stays quiet. Pure.
 */
export function asWanted(decision: Decision, settings: NotificationSettings, background: boolean): Decision {
  const { surface, trusted } = decision;
  if (surface === 'modal' || !trusted) return decision;
  const own = settings.codes.get(decision.code);
  if (own !== undefined) {
    const isQuiet = surface === 'state' || surface === 'log';
    if (own !== 'log' && background && isQuiet) return decision;
    const wanted = own === 'log' ? quiet(decision) : own;
    return { ...decision, surface: wanted, reason: `${decision.reason}, as the settings say` };
  }
  const muted =
    (surface === 'info' && settings.level !== 'all') || (surface === 'warning' && settings.level === 'errors');
  return muted
    ? { ...decision, surface: quiet(decision), reason: `${decision.reason}, muted by the settings` }
    : decision;
}

function quiet(decision: Decision): Surface {
  return decision.states.length > 0 ? 'state' : 'log';
}
