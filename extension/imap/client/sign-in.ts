import { chooseSignIn } from '../auth/choose.ts';
import { Authenticate } from '../command/authenticate.ts';
import { Capability } from '../command/capability.ts';
import { Login } from '../command/login.ts';
import { ImapError } from '../errors.ts';
import type { Connection } from '../session/connection.ts';
import type { CommandOptions, Credentials } from './api.ts';

/** Signs in by the strongest way both sides know, then makes sure that the capabilities are those of the signed-in state. */
export async function signIn(
  connection: Connection,
  credentials: Credentials,
  mayReveal: boolean,
  options: CommandOptions,
): Promise<void> {
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
  const { abilities } = engine.view;
  const way = chooseSignIn(credentials, {
    offered: abilities.values('AUTH'),
    loginDisabled: abilities.has('LOGINDISABLED'),
    mayReveal,
  });
  if (way.kind === 'login') await connection.run(new Login(way.user, way.password), options);
  else await connection.run(new Authenticate(way.mechanism), options);
  if (engine.view.capabilities === null) await connection.run(new Capability(), options);
}
