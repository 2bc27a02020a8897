import { authenticationError, type SaslMechanism } from './sasl.ts';

/** LOGIN (draft-murchison-sasl-login): two prompts whose wording servers choose freely, so only their order counts. */
export class SaslLogin implements SaslMechanism {
  readonly name = 'LOGIN';
  readonly revealing = true;
  /** Prompts in other words than Cyrus SASL's, which most servers use. */
  oddPrompts = 0;
  readonly #answers: string[];

  constructor(user: string, password: string) {
    this.#answers = [user, password];
  }

  initial(): null {
    return null;
  }

  respond(prompt: Buffer): Buffer {
    const usual = this.#answers.length > 1 ? /^user ?name:?$/i : /^password:?$/i;
    if (!usual.test(prompt.toString('latin1'))) this.oddPrompts++;
    const answer = this.#answers.shift();
    if (answer === undefined) throw authenticationError('challenge');
    return Buffer.from(answer, 'utf8');
  }

  complete(): void {
    // The server proves nothing in this mechanism.
  }
}
