import type { OAuthRefusal } from '../errors.ts';
import { authenticationError, refuseNul, type SaslMechanism } from './sasl.ts';

/** What the two mechanisms share: one message, and a refusal as a challenge with JSON in it, behind which the tagged NO follows. */
class BearerToken implements SaslMechanism {
  readonly name: string;
  readonly revealing = true;
  readonly #message: Buffer;
  readonly #acknowledgement: string;
  #refusal: OAuthRefusal | null = null;

  constructor(name: string, message: string, acknowledgement: string) {
    this.name = name;
    this.#message = Buffer.from(message, 'utf8');
    this.#acknowledgement = acknowledgement;
  }

  initial(): Buffer {
    return this.#message;
  }

  respond(challenge: Buffer = Buffer.alloc(0)): Buffer {
    if (this.#refusal !== null) throw authenticationError('challenge');
    this.#refusal = readRefusal(challenge);
    return Buffer.from(this.#acknowledgement, 'latin1');
  }

  complete(): void {
    // The server proves nothing in this mechanism.
  }

  refusal(): OAuthRefusal | null {
    return this.#refusal;
  }
}

/** XOAUTH2 (Google, Microsoft, Yahoo), the refusal acknowledged with nothing. `vendor` is for Yahoo. */
export class XOAuth2 extends BearerToken {
  constructor(user: string, accessToken: string, vendor?: string, name: 'XOAUTH2' | 'OAUTH2' = 'XOAUTH2') {
    refuseNul(user, accessToken, vendor ?? '');
    const more = vendor === undefined ? '' : `vendor=${vendor}\x01`;
    super(name, `user=${user}\x01auth=Bearer ${accessToken}\x01${more}\x01`, '');
  }
}

/** OAUTHBEARER (RFC 7628), the refusal acknowledged with one 0x01. */
export class OAuthBearer extends BearerToken {
  constructor(user: string, accessToken: string) {
    refuseNul(user, accessToken);
    const name = user.replaceAll('=', '=3D').replaceAll(',', '=2C');
    super('OAUTHBEARER', `n,a=${name},\x01auth=Bearer ${accessToken}\x01\x01`, '\x01');
  }
}

/** Whatever is not there, or is no JSON at all, is null. */
function readRefusal(challenge: Buffer): OAuthRefusal {
  const nothing: OAuthRefusal = { status: null, scope: null, openidConfiguration: null };
  try {
    const json: unknown = JSON.parse(challenge.toString('utf8'));
    if (typeof json !== 'object' || json === null) return nothing;
    const fields = new Map<string, unknown>(Object.entries(json));
    const text = (name: string): string | null => {
      const value = fields.get(name);
      return typeof value === 'string' ? value.slice(0, 1_000) : null;
    };
    return { status: text('status'), scope: text('scope'), openidConfiguration: text('openid-configuration') };
  } catch {
    return nothing;
  }
}
