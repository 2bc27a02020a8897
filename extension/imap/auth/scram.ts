import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { ChannelBinding } from './channel-binding.ts';
import { authenticationError, type SaslMechanism } from './sasl.ts';
import { saslPrep } from './saslprep.ts';

export type ScramHash = 'sha1' | 'sha256';

export interface ScramOptions {
  readonly hash: ScramHash;
  readonly user: string;
  readonly password: string;
  readonly authorizationId?: string;
  /**
   * Ties the exchange to the TLS connection: the mechanism is then the -PLUS one. `possible`: this end could, the server does not
   * offer it; a server that does notices that the offer was taken out on the way (RFC 5802 §6).
   */
  readonly binding?: ChannelBinding | 'possible';
  /** For tests with published vectors; random otherwise. */
  readonly nonce?: string;
}

const derive = promisify(pbkdf2);

/** Fewer give the password to whoever records one exchange (RFC 7677 §4); more are an attack on this machine's time. */
const minIterations = 4096;
const maxIterations = 1_000_000;

/** SCRAM-SHA-1 (RFC 5802) and SCRAM-SHA-256 (RFC 7677), with channel binding as -PLUS. The password never leaves; the server must prove that it knows it. */
export class Scram implements SaslMechanism {
  readonly name: string;
  readonly revealing = false;
  readonly #hash: ScramHash;
  readonly #password: string;
  readonly #header: string;
  readonly #binding: Buffer;
  readonly #nonce: string;
  readonly #firstBare: string;
  #expectedSignature: Buffer | null = null;
  #verified = false;

  constructor(options: ScramOptions) {
    const { binding } = options;
    const bound = typeof binding === 'object';
    this.name = `${options.hash === 'sha1' ? 'SCRAM-SHA-1' : 'SCRAM-SHA-256'}${bound ? '-PLUS' : ''}`;
    this.#hash = options.hash;
    this.#password = saslPrep(options.password);
    const authorization = options.authorizationId ?? '';
    const flag = bound ? `p=${binding.type}` : binding === 'possible' ? 'y' : 'n';
    this.#header = `${flag},${authorization === '' ? '' : `a=${escapeName(authorization)}`},`;
    this.#binding = Buffer.concat([Buffer.from(this.#header, 'utf8'), bound ? binding.data : Buffer.alloc(0)]);
    this.#nonce = options.nonce ?? randomBytes(18).toString('base64');
    this.#firstBare = `n=${escapeName(saslPrep(options.user))},r=${this.#nonce}`;
  }

  initial(): Buffer {
    return Buffer.from(this.#header + this.#firstBare, 'utf8');
  }

  async respond(challenge: Buffer): Promise<Buffer> {
    const text = challenge.toString('utf8');
    if (this.#expectedSignature !== null) return this.#final(text);
    return await this.#proof(text);
  }

  complete(): void {
    if (!this.#verified) throw authenticationError('server-signature');
  }

  async #proof(serverFirst: string): Promise<Buffer> {
    const match = /^r=([\x21-\x2b\x2d-\x7e]+),s=([A-Za-z0-9+/=]+),i=([1-9][0-9]*)(?:,.*)?$/.exec(serverFirst);
    const [, nonce, salt, count] = match ?? [];
    if (nonce === undefined || salt === undefined || count === undefined) throw authenticationError('challenge');
    if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length) throw authenticationError('nonce');
    const iterations = Number(count);
    if (iterations < minIterations || iterations > maxIterations) throw authenticationError('iterations');

    const length = this.#hash === 'sha1' ? 20 : 32;
    const salted = await derive(this.#password, Buffer.from(salt, 'base64'), iterations, length, this.#hash);
    const withoutProof = `c=${this.#binding.toString('base64')},r=${nonce}`;
    const exchange = `${this.#firstBare},${serverFirst},${withoutProof}`;
    const clientKey = this.#hmac(salted, 'Client Key');
    const signature = this.#hmac(createHash(this.#hash).update(clientKey).digest(), exchange);
    const proof = clientKey.map((octet, index) => octet ^ (signature[index] ?? 0));
    this.#expectedSignature = this.#hmac(this.#hmac(salted, 'Server Key'), exchange);
    return Buffer.from(`${withoutProof},p=${Buffer.from(proof).toString('base64')}`, 'utf8');
  }

  #final(serverFinal: string): Buffer {
    const given = /^v=([A-Za-z0-9+/=]+)(?:,.*)?$/.exec(serverFinal)?.[1];
    // `e=…` tells why the server refuses; the tagged NO that follows says it to the person.
    if (given === undefined) {
      if (serverFinal.startsWith('e=')) return Buffer.alloc(0);
      throw authenticationError('challenge');
    }
    const signature = Buffer.from(given, 'base64');
    const expected = this.#expectedSignature;
    if (signature.length !== expected?.length || !timingSafeEqual(signature, expected)) {
      throw authenticationError('server-signature');
    }
    this.#verified = true;
    return Buffer.alloc(0);
  }

  #hmac(key: Buffer, text: string): Buffer {
    return createHmac(this.#hash, key).update(text, 'utf8').digest();
  }
}

function escapeName(name: string): string {
  return name.replaceAll('=', '=3D').replaceAll(',', '=2C');
}
