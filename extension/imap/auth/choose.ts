import type { Credentials } from '../client/api.ts';
import { ImapError } from '../errors.ts';
import type { ChannelBinding } from './channel-binding.ts';
import { CramMd5 } from './cram-md5.ts';
import { OAuthBearer, XOAuth2 } from './oauth.ts';
import { Plain } from './plain.ts';
import { SaslLogin } from './sasl-login.ts';
import type { SaslMechanism } from './sasl.ts';
import { Scram, type ScramHash, type ScramOptions } from './scram.ts';
import { anonymous, external } from './single-message.ts';

export interface SignInFacts {
  /** Values of `AUTH=` capabilities. */
  readonly offered: readonly string[];
  readonly loginDisabled: boolean;
  /** May octets that reveal the password be sent on this connection? */
  readonly mayReveal: boolean;
  /** What the connection gives to tie SCRAM to it; null without TLS. */
  readonly binding?: ChannelBinding | null;
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
  const wanted = 'mechanism' in credentials && typeof credentials.mechanism === 'string' ? credentials.mechanism : null;
  let forbidden = false;
  for (const { name, revealing, make } of candidates(credentials, facts, offered)) {
    if (!offered.has(name) || (wanted !== null && wanted.toUpperCase() !== name)) continue;
    if (!revealing || facts.mayReveal) return { kind: 'sasl', mechanism: make() };
    forbidden = true;
  }
  // LOGIN knows no authorization identity; it exists unless switched off (RFC 9051 §6.2.3).
  const named = wanted !== null || (credentials.kind === 'password' && (credentials.authorizationId ?? '') !== '');
  if (credentials.kind === 'password' && !named && !facts.loginDisabled) {
    if (facts.mayReveal) return { kind: 'login', user: credentials.user, password: credentials.password };
    forbidden = true;
  }
  if (forbidden) {
    throw new ImapError(
      'The password would cross the network unprotected. Nothing was sent.',
      { kind: 'plaintext-forbidden' },
      { command: 'AUTHENTICATE', retry: 'after-user' },
    );
  }
  throw new ImapError(
    'The server offers no way to sign in that can be used here.',
    { kind: 'no-mechanism', offered: [...facts.offered] },
    { command: 'AUTHENTICATE', retry: 'after-user' },
  );
}

interface Candidate {
  readonly name: string;
  readonly revealing: boolean;
  readonly make: () => SaslMechanism;
}

function candidates(
  credentials: Credentials,
  { binding }: SignInFacts,
  offered: ReadonlySet<string>,
): readonly Candidate[] {
  switch (credentials.kind) {
    case 'password': {
      const { user, password, authorizationId } = credentials;
      const scram = authorizationId === undefined ? { user, password } : { user, password, authorizationId };
      const strong = (['sha256', 'sha1'] as const).flatMap((hash) =>
        scramCandidates(hash, scram, binding ?? null, offered),
      );
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
        ...(['XOAUTH2', 'OAUTH2'] as const).map((name) => ({
          name,
          revealing: true,
          make: () => new XOAuth2(user, accessToken, credentials.vendor, name),
        })),
      ];
    }
    case 'sasl': {
      const { mechanism } = credentials;
      return [{ name: mechanism.name.toUpperCase(), revealing: mechanism.revealing, make: () => mechanism }];
    }
    case 'external':
      return [{ name: 'EXTERNAL', revealing: false, make: () => external(credentials.authorizationId) }];
    case 'anonymous':
      return [{ name: 'ANONYMOUS', revealing: false, make: () => anonymous(credentials.trace) }];
  }
}

/** The -PLUS kind first, where this connection can be bound; else the plain kind, which says whether it could have been. */
function scramCandidates(
  hash: ScramHash,
  scram: Omit<ScramOptions, 'hash'>,
  binding: ChannelBinding | null,
  offered: ReadonlySet<string>,
): readonly Candidate[] {
  const name = hash === 'sha1' ? 'SCRAM-SHA-1' : 'SCRAM-SHA-256';
  const plain = {
    name,
    revealing: false,
    // A server that offers -PLUS of any kind takes "y" for a sign that its offer was taken away.
    make: () =>
      new Scram({
        ...scram,
        hash,
        ...(binding === null || offersPlus(offered) ? {} : { binding: 'possible' as const }),
      }),
  };
  if (binding === null) return [plain];
  return [{ name: `${name}-PLUS`, revealing: false, make: () => new Scram({ ...scram, hash, binding }) }, plain];
}

function offersPlus(offered: ReadonlySet<string>): boolean {
  return [...offered].some((name) => /^SCRAM-.*-PLUS$/.test(name));
}
