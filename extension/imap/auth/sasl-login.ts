import { authenticationError, type SaslMechanism } from './sasl.ts';

/** LOGIN (draft-murchison-sasl-login): two prompts whose wording servers choose freely, so only their order counts. */
export class SaslLogin implements SaslMechanism {
  readonly name = 'LOGIN';
  readonly revealing = true;
  readonly #answers: string[];

  constructor(user: string, password: string) {
    this.#answers = [user, password];
  }

  initial(): null {
    return null;
  }

  respond(): Buffer {
    const answer = this.#answers.shift();
    if (answer === undefined) throw authenticationError('challenge');
    return Buffer.from(answer, 'utf8');
  }

  complete(): void {
    // The server proves nothing in this mechanism.
  }
}
