import { channelBinding, type ChannelBinding } from '../auth/channel-binding.ts';
import { chooseSignIn } from '../auth/choose.ts';
import type { SaslMechanism } from '../auth/mechanism.ts';
import { Authenticate } from '../command/authenticate.ts';
import { Capability } from '../command/capability.ts';
import { Login } from '../command/login.ts';
import { ImapError } from '../errors.ts';
import type { Connection } from '../session/connection.ts';
import { judgeAbilities } from '../session/tolerance.ts';
import type { Secrets } from '../trace/secrets.ts';
import type { TransportSecurity } from '../transport/transport.ts';
import type { CommandOptions, Credentials } from './api.ts';

/**
 * Signs in by the strongest way both sides know, then makes sure that the capabilities are those of the signed-in state.
 * @param begun called once a command is queued that needs no more than one message.
 */
export async function signIn(
  connection: Connection,
  credentials: Credentials,
  mayReveal: boolean,
  greeting: string,
  options: CommandOptions,
  begun: () => void = () => undefined,
): Promise<void> {
  const { engine } = connection;
  await prepare(connection, options);
  guard(connection, credentials);
  const { abilities } = engine.view;
  const { security } = connection.transport;
  const [first, second] = bindings(security, greeting);
  const attempt = async (binding: ChannelBinding | null): Promise<void> => {
    const way = chooseSignIn(credentials, {
      offered: abilities.values('AUTH'),
      loginDisabled: abilities.has('LOGINDISABLED'),
      mayReveal,
      binding,
    });
    if (way.kind === 'login') {
      const signing = connection.run(new Login(way.user, way.password), options);
      begun();
      await signing;
    } else {
      const { mechanism } = way;
      const signing = connection.run(new Authenticate(mechanism), options);
      if (mechanism.oneMessage === true) begun();
      await signing.catch((error: unknown) => {
        throw withRefusal(error, mechanism, connection.secrets);
      });
      for (let odd = mechanism.oddPrompts ?? 0; odd > 0; odd--) engine.quirks.report('login-prompt');
      if (binding?.type === 'tls-unique' && isModern(security) && mechanism.name.endsWith('-PLUS'))
        engine.quirks.report('old-channel-binding');
    }
  };
  try {
    await attempt(first ?? null);
  } catch (error) {
    // Both bind to this very connection: to try the other one gives nothing away.
    if (second === undefined || !refusesBinding(error)) throw error;
    await attempt(second);
  }
  if (engine.view.capabilities === null) await connection.run(new Capability(), options);
  judgeAbilities(engine.quirks, engine.view);
}

/** From here on the server is not heard repeating them. */
function guard({ secrets }: Connection, credentials: Credentials): void {
  switch (credentials.kind) {
    case 'password':
      secrets.user(credentials.user);
      secrets.user(credentials.authorizationId ?? '');
      secrets.add(credentials.password);
      break;
    case 'token':
      secrets.user(credentials.user);
      secrets.add(credentials.accessToken);
      break;
    case 'external':
      secrets.user(credentials.authorizationId ?? '');
      break;
    case 'anonymous':
      secrets.user(credentials.trace);
      break;
    case 'sasl':
      break;
  }
}

/** What SCRAM may be bound to, best first. Cyrus takes tls-unique with TLS 1.3 too, where RFC 9266 has tls-exporter (cyrus-imapd #4191). */
function bindings(security: TransportSecurity, greeting: string): readonly ChannelBinding[] {
  const usual = channelBinding(security);
  if (usual === null || !isModern(security)) return usual === null ? [] : [usual];
  const old = channelBinding(security, 'tls-unique');
  if (old === null) return [usual];
  return /Cyrus IMAP/.test(greeting) ? [old, usual] : [usual, old];
}

function isModern(security: TransportSecurity): boolean {
  return security.kind === 'tls' && security.protocol === 'TLSv1.3';
}

/** As Cyrus SASL says it, the same whatever the password. */
function refusesBinding(error: unknown): boolean {
  if (!(error instanceof ImapError) || error.detail.kind !== 'refused' || !error.command?.endsWith('-PLUS'))
    return false;
  const { code, text } = error.detail.status;
  return code === null && text.startsWith('bad protocol');
}

/** Adds what an OAuth server said about the token before it refused. */
function withRefusal(error: unknown, mechanism: SaslMechanism, secrets: Secrets): unknown {
  const refusal = mechanism.refusal?.() ?? null;
  if (refusal === null || !(error instanceof ImapError) || error.detail.kind !== 'refused') return error;
  const masked = (text: string | null): string | null => (text === null ? null : secrets.mask(text));
  const oauth = {
    status: masked(refusal.status),
    scope: masked(refusal.scope),
    openidConfiguration: masked(refusal.openidConfiguration),
  };
  const retry = error.retry === 'never' ? 'after-user' : error.retry;
  return new ImapError(error.message, { ...error.detail, oauth }, { command: error.command, retry, sent: error.sent });
}

/** LOGIN (RFC 9051 §6.2.3) and nothing else. @throws ImapError of kind `plaintext-forbidden` when the password would be readable on its way, `no-mechanism` after LOGINDISABLED. */
export async function login(
  connection: Connection,
  user: string,
  password: string,
  mayReveal: boolean,
  options: CommandOptions,
): Promise<void> {
  await prepare(connection, options);
  const { engine } = connection;
  const { abilities } = engine.view;
  if (abilities.has('LOGINDISABLED')) {
    throw new ImapError(
      'The server does not allow LOGIN here.',
      { kind: 'no-mechanism', offered: [...abilities.values('AUTH')] },
      { command: 'LOGIN' },
    );
  }
  if (!mayReveal) {
    throw new ImapError(
      'The password would cross the network unprotected. Nothing was sent.',
      { kind: 'plaintext-forbidden' },
      { command: 'LOGIN' },
    );
  }
  guard(connection, { kind: 'password', user, password });
  await connection.run(new Login(user, password), options);
  if (engine.view.capabilities === null) await connection.run(new Capability(), options);
  judgeAbilities(engine.quirks, engine.view);
}

async function prepare(connection: Connection, options: CommandOptions): Promise<void> {
  const { engine } = connection;
  const { state } = engine;
  if (state !== 'not-authenticated' && engine.over === null) {
    throw new ImapError(
      'The connection is signed in already.',
      { kind: 'illegal-state', state },
      { command: 'AUTHENTICATE' },
    );
  }
  if (engine.view.capabilities === null) await connection.run(new Capability(), options);
}
