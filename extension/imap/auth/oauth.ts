import { authenticationError, refuseNul, type SaslMechanism } from './sasl.ts';

/**
 * XOAUTH2 (Google, Microsoft, Yahoo). A refusal comes as a challenge with JSON in it, to be answered with nothing; the tagged NO follows.
 */
export class XOAuth2 implements SaslMechanism {
  readonly name = 'XOAUTH2';
  readonly revealing = true;
  readonly #message: Buffer;
  #refused = false;

  constructor(user: string, accessToken: string) {
    refuseNul(user, accessToken);
    this.#message = Buffer.from(`user=${user}\x01auth=Bearer ${accessToken}\x01\x01`, 'utf8');
  }

  initial(): Buffer {
    return this.#message;
  }

  respond(): Buffer {
    if (this.#refused) throw authenticationError('challenge');
    this.#refused = true;
    return Buffer.alloc(0);
  }

  complete(): void {
    // The server proves nothing in this mechanism.
  }
}

/** OAUTHBEARER (RFC 7628). A refusal comes as a challenge, to be answered with one 0x01; the tagged NO follows. */
export class OAuthBearer implements SaslMechanism {
  readonly name = 'OAUTHBEARER';
  readonly revealing = true;
  readonly #message: Buffer;
  #refused = false;

  constructor(user: string, accessToken: string) {
    refuseNul(user, accessToken);
    const name = user.replaceAll('=', '=3D').replaceAll(',', '=2C');
    this.#message = Buffer.from(`n,a=${name},\x01auth=Bearer ${accessToken}\x01\x01`, 'utf8');
  }

  initial(): Buffer {
    return this.#message;
  }

  respond(): Buffer {
    if (this.#refused) throw authenticationError('challenge');
    this.#refused = true;
    return Buffer.from('\x01');
  }

  complete(): void {
    // The server proves nothing in this mechanism.
  }
}
