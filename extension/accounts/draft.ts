import type { AccountId } from '../mail/model.ts';
import type { Suggestion } from './discovery.ts';
import { isLoopback } from './loopback.ts';
import type { Account, Security } from './model.ts';
import type { ProxyAddress } from './proxy-address.ts';
import { defaultPort, guessServer, presetFor } from './presets.ts';

/** What has been typed so far; null is what nobody has said yet. */
export interface Draft {
  readonly id: AccountId;
  label: string | null;
  address: string;
  host: string | null;
  port: number | null;
  security: Security | null;
  user: string | null;
  password: string;
  pinnedFingerprint: string | undefined;
  readonly caFile: string | undefined;
  proxy: ProxyAddress | undefined;
  proxyPassword: string;
  /** What the domain's DNS names, once it has been asked. */
  suggestion: Suggestion | null;
}

export function emptyDraft(id: AccountId): Draft {
  return {
    id,
    label: null,
    address: '',
    host: null,
    port: null,
    security: null,
    user: null,
    password: '',
    pinnedFingerprint: undefined,
    caFile: undefined,
    proxy: undefined,
    proxyPassword: '',
    suggestion: null,
  };
}

export function draftOf(account: Account): Draft {
  const { id, label, address, host, port, security, user, pinnedFingerprint, caFile, proxy } = account;
  return {
    ...{ id, label, address, host, port, security, user, pinnedFingerprint, caFile, proxy },
    password: '',
    proxyPassword: '',
    suggestion: null,
  };
}

/** The server that goes with the address: what is known of the provider, else what DNS says, else a guess. */
export function suggestedServer(draft: Draft): Suggestion {
  const preset = presetFor(draft.address);
  if (preset !== null && preset.host !== '') {
    return { host: preset.host, port: preset.port, security: preset.security };
  }
  return draft.suggestion ?? guessServer(draft.address);
}

export function suggestedUser(draft: Draft): string {
  const at = draft.address.lastIndexOf('@');
  return presetFor(draft.address)?.user === 'local-part' && at > 0 ? draft.address.slice(0, at) : draft.address;
}

export function securityOf(draft: Draft): Security {
  const suggested = suggestedServer(draft);
  return draft.security ?? (suggested.host === draft.host ? suggested.security : 'tls');
}

export function portOf(draft: Draft): number {
  const suggested = suggestedServer(draft);
  const security = securityOf(draft);
  return (
    draft.port ??
    (suggested.host === draft.host && suggested.security === security ? suggested.port : defaultPort(security))
  );
}

/** Takes a new address; what was only proposed for the old one is proposed anew, what was typed stays. */
export function changeAddress(draft: Draft, address: string): void {
  if (address === draft.address) {
    return;
  }
  const before = suggestedServer(draft);
  const ownHost = draft.host !== null && draft.host !== before.host;
  if (draft.user === suggestedUser(draft)) {
    draft.user = null;
  }
  draft.address = address;
  draft.suggestion = null;
  if (!ownHost) {
    draft.host = null;
    draft.port = null;
    draft.security = null;
    draft.pinnedFingerprint = undefined;
  }
}

/** Takes a server; what the text named beside the host counts too. A certificate trusted for another server is forgotten. */
export function changeServer(draft: Draft, host: string, port: number | null, security: Security | null): void {
  if (host !== draft.host) {
    draft.pinnedFingerprint = undefined;
    if (draft.host !== null) {
      draft.port = null;
      draft.security = null;
    }
  }
  draft.host = host;
  draft.security = security ?? draft.security;
  draft.port = port ?? draft.port;
  if (draft.security === 'none' && !isLoopback(host)) {
    draft.security = null;
  }
}

/** Takes a way to secure the connection; a port that went with the old way goes with it. */
export function changeSecurity(draft: Draft, security: Security): void {
  const before = securityOf(draft);
  if (security !== before && portOf(draft) === defaultPort(before)) {
    draft.port = null;
  }
  draft.security = security;
}

/** The account as it would be saved. */
export function accountOf(draft: Draft): Account {
  const user = draft.user ?? suggestedUser(draft);
  return {
    id: draft.id,
    label: draft.label ?? draft.address,
    address: draft.address,
    host: draft.host ?? suggestedServer(draft).host,
    port: portOf(draft),
    security: securityOf(draft),
    user,
    ...(draft.pinnedFingerprint === undefined ? {} : { pinnedFingerprint: draft.pinnedFingerprint }),
    ...(draft.caFile === undefined ? {} : { caFile: draft.caFile }),
    ...(draft.proxy === undefined ? {} : { proxy: draft.proxy }),
  };
}
