import type { ChannelBindingType, TransportSecurity } from '../transport/transport.ts';

/** What ties a SCRAM exchange to the TLS connection it runs in, so that nobody between can pass it on (RFC 5802 §6). */
export interface ChannelBinding {
  readonly type: ChannelBindingType;
  readonly data: Buffer;
}

/** tls-exporter for TLS 1.3 (RFC 9266 §2), tls-unique before (RFC 5929 §3), the certificate's hash where neither is to be had (RFC 5929 §4). */
const order: readonly ChannelBindingType[] = ['tls-exporter', 'tls-unique', 'tls-server-end-point'];

/** The strongest binding this connection gives, or null. @param type that one and no other. */
export function channelBinding(security: TransportSecurity, type?: ChannelBindingType): ChannelBinding | null {
  if (security.kind !== 'tls') return null;
  for (const one of type === undefined ? order : [type]) {
    const data = security.bind?.(one) ?? null;
    if (data !== null) return { type: one, data };
  }
  return null;
}
