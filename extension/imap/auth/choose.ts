import type { Credentials } from '../client/api.ts';
import { ImapError } from '../errors.ts';
import { CramMd5 } from './cram-md5.ts';
import { OAuthBearer, XOAuth2 } from './oauth.ts';
import { Plain } from './plain.ts';
import { SaslLogin } from './sasl-login.ts';
import type { SaslMechanism } from './sasl.ts';
import { Scram } from './scram.ts';
import { anonymous, external } from './single-message.ts';

export interface SignInFacts {
  /** Values of `AUTH=` capabilities. */
  readonly offered: readonly string[];
  readonly loginDisabled: boolean;
  /** May octets that reveal the password be sent on this connection? */
  readonly mayReveal: boolean;
}

export type SignInWay =
  | { readonly kind: 'sasl'; readonly mechanism: SaslMechanism }
  | { readonly kind: 'login'; readonly user: string; readonly password: string };

/**
 * The strongest way to sign in that both sides know. A weaker one is never tried after a stronger one failed.
 * @throws ImapError of kind `no-mechanism`, or `plaintext-forbidden` when all that is left would show the password.
 */
export function chooseSignIn(credentials: Credentials, facts: SignInFacts): SignInWay {
  const offered = new Set(facts.offered.map((name) => name.toUpperCase()));
  let forbidden = false;
  for (const { name, revealing, make } of candidates(credentials)) {
    if (!offered.has(name)) continue;
    if (!revealing || facts.mayReveal) return { kind: 'sasl', mechanism: make() };
    forbidden = true;
  }
  // LOGIN knows no authorization identity; it exists unless switched off (RFC 9051 §6.2.3).
  if (credentials.kind === 'password' && (credentials.authorizationId ?? '') === '' && !facts.loginDisabled) {
    if (facts.mayReveal) return { kind: 'login', user: credentials.user, password: credentials.password };
    forbidden = true;
  }
  if (forbidden) {
    throw new ImapError('The password would cross the network unprotected. Nothing was sent.', {
      kind: 'plaintext-forbidden',
    });
  }
  throw new ImapError('The server offers no way to sign in that can be used here.', {
    kind: 'no-mechanism',
    offered: [...facts.offered],
  });
}

interface Candidate {
  readonly name: string;
  readonly revealing: boolean;
  readonly make: () => SaslMechanism;
}

function candidates(credentials: Credentials): readonly Candidate[] {
  switch (credentials.kind) {
    case 'password': {
      const { user, password, authorizationId } = credentials;
      const scram = authorizationId === undefined ? { user, password } : { user, password, authorizationId };
      const strong: Candidate[] = [
        { name: 'SCRAM-SHA-256', revealing: false, make: () => new Scram({ ...scram, hash: 'sha256' }) },
        { name: 'SCRAM-SHA-1', revealing: false, make: () => new Scram({ ...scram, hash: 'sha1' }) },
      ];
      const plain: Candidate = {
        name: 'PLAIN',
        revealing: true,
        make: () => new Plain(user, password, authorizationId),
      };
      if ((authorizationId ?? '') !== '') return [...strong, plain];
      return [
        ...strong,
        { name: 'CRAM-MD5', revealing: false, make: () => new CramMd5(user, password) },
        plain,
        { name: 'LOGIN', revealing: true, make: () => new SaslLogin(user, password) },
      ];
    }
    case 'token': {
      const { user, accessToken } = credentials;
      return [
        { name: 'OAUTHBEARER', revealing: true, make: () => new OAuthBearer(user, accessToken) },
        { name: 'XOAUTH2', revealing: true, make: () => new XOAuth2(user, accessToken) },
      ];
    }
    case 'external':
      return [{ name: 'EXTERNAL', revealing: false, make: () => external(credentials.authorizationId) }];
    case 'anonymous':
      return [{ name: 'ANONYMOUS', revealing: false, make: () => anonymous(credentials.trace) }];
  }
}
