import { Capability } from '../command/capability.ts';
import { StartTls } from '../command/starttls.ts';
import { ImapError } from '../errors.ts';
import type { StatusResponse } from '../grammar/types.ts';
import { systemClock, type Clock } from '../session/clock.ts';
import { Connection, nextConnection } from '../session/connection.ts';
import { plainText } from '../session/refusal.ts';
import { connectionCut, connectTimeout } from '../transport/connect-error.ts';
import { injectedData } from '../transport/tcp.ts';
import type { Transport } from '../transport/transport.ts';
import type { ConnectOptions } from './api.ts';
import { Client } from './client.ts';
import { openSpillFile } from './spill-file.ts';
import { timed } from './timed.ts';

const defaultConnectMs = 15_000;
const defaultGreetingMs = 15_000;
const spillMemory = 32 * 1024 * 1024;

/**
 * Opens a connection and brings it to where one can sign in: greeting, TLS where it is demanded, capabilities (RFC 9051 §3, §6.2.1, §7.1).
 * It never falls back to less protection than `protect` demands.
 * @throws ImapError of kind `connect`, `tls`, `greeting`, `starttls`, `plaintext-forbidden`, `closed`, `timeout` or `aborted`.
 */
export async function connectImap(options: ConnectOptions): Promise<Client> {
  const clock = options.clock ?? systemClock;
  const { connection: id, trace } = nextConnection(options.trace);
  trace.event({ kind: 'connecting', endpoint: options.endpoint ?? '' });
  let transport: Transport;
  try {
    transport = await openTransport(options, clock);
  } catch (error) {
    trace.event({ kind: 'closed', reason: error instanceof Error ? error.message : 'the connection failed' });
    throw error;
  }
  trace.event({ kind: 'connected', endpoint: transport.endpoint, security: transport.security.kind });
  const connection = new Connection({
    connection: id,
    transport,
    clock,
    trace,
    spill: { memory: spillMemory, open: () => openSpillFile(), ...options.spill },
    trusted: options.protect !== 'starttls',
    ...(options.onStatus === undefined ? {} : { onStatus: options.onStatus }),
  });
  connection.traceSecurity();
  try {
    const greeting = await awaitGreeting(connection, options);
    if (options.protect === 'starttls') await startTls(connection, options);
    if (connection.engine.view.capabilities === null) {
      await connection.run(new Capability(), commandOptions(options));
    }
    return new Client({ connection, greeting, mayReveal: mayReveal(connection.transport, options) });
  } catch (error) {
    connection.close({ kind: 'aborted' });
    throw error;
  }
}

async function openTransport(options: ConnectOptions, clock: Clock): Promise<Transport> {
  const timeoutMs = options.connectTimeoutMs ?? defaultConnectMs;
  const late = (): Error => connectTimeout(options.endpoint ?? 'the server');
  let given = false;
  const transport = await timed({ clock, timeoutMs, signal: options.signal, late }, async (signal) => {
    const opened = await options.open(signal);
    // Too late: nobody takes it any more.
    if (signal.aborted) opened.destroy();
    else given = true;
    return opened;
  });
  if (given && isProtectedAs(transport, options)) return transport;
  transport.destroy();
  throw new ImapError('The connection is not protected as it has to be. Nothing was sent.', {
    kind: 'plaintext-forbidden',
  });
}

function isProtectedAs(transport: Transport, options: ConnectOptions): boolean {
  const { kind } = transport.security;
  switch (options.protect) {
    case 'tls':
      return kind === 'tls';
    case 'local':
      return kind === 'local';
    case 'starttls':
      return true;
    case 'none':
      return mayReveal(transport, options);
  }
}

function mayReveal(transport: Transport, options: ConnectOptions): boolean {
  return transport.security.kind !== 'none' || transport.loopback === true || options.allowPlaintext === true;
}

async function awaitGreeting(connection: Connection, options: ConnectOptions): Promise<StatusResponse> {
  const timeoutMs = options.greetingTimeoutMs ?? defaultGreetingMs;
  const { clock } = connection;
  const late = (): Error => noGreeting(connection);
  const greeting = await timed({ clock, timeoutMs, signal: options.signal, late }, () =>
    Promise.race([connection.greeting, connection.closed.then(() => null)]),
  );
  if (greeting === null)
    throw connection.beganAsImap ? connectionCut(connection.transport.endpoint) : noGreeting(connection);
  if (greeting.kind === 'garbage') throw garbage(greeting.text);
  const { status } = greeting;
  if (status.kind === 'BYE') {
    const text = plainText(status.text);
    throw new ImapError(
      text === '' ? 'The server turned the connection away.' : `The server turned the connection away: ${text}`,
      { kind: 'greeting', problem: 'bye', text, status },
      { retry: 'later' },
    );
  }
  if (status.kind === 'PREAUTH' && options.protect === 'starttls') {
    const message =
      'The server says that nobody needs to sign in, which would skip the protection asked for. The connection was given up.';
    throw new ImapError(message, { kind: 'greeting', problem: 'preauth-before-tls', text: plainText(status.text) });
  }
  return status;
}

function noGreeting(connection: Connection): ImapError {
  if (connection.beganAsImap) return connectTimeout(connection.transport.endpoint);
  if (connection.received > 0) return garbage('');
  const message = 'The server sent no greeting. Either it is no mail server, or this port expects TLS from the start.';
  return new ImapError(message, { kind: 'greeting', problem: 'none', text: '' }, { retry: 'reconnect' });
}

function garbage(text: string): ImapError {
  const message = 'What answers there does not speak IMAP.';
  return new ImapError(message, { kind: 'greeting', problem: 'garbage', text });
}

async function startTls(connection: Connection, options: ConnectOptions): Promise<void> {
  const { engine } = connection;
  if (engine.view.capabilities === null) await connection.run(new Capability(), commandOptions(options));
  if (!engine.view.abilities.has('STARTTLS')) {
    throw startTlsError('not-offered', 'The server does not offer STARTTLS. Nothing was sent.', '');
  }
  try {
    await connection.run(new StartTls(), commandOptions(options));
  } catch (error) {
    throw refusedStartTls(error);
  }
  const { clock } = connection;
  const timeoutMs = options.connectTimeoutMs ?? defaultConnectMs;
  const late = (): Error => connectTimeout(connection.transport.endpoint);
  await timed({ clock, timeoutMs, signal: options.signal, late }, (signal) => connection.secure(signal, injectedData));
}

/** NO, BAD, or an answer that is none: in each case the server does not do what it offered. */
function refusedStartTls(error: unknown): unknown {
  if (!(error instanceof ImapError)) return error;
  const { detail } = error;
  if (detail.kind === 'refused')
    return startTlsError('refused', 'The server refuses STARTTLS.', plainText(detail.status.text), error);
  const broken = detail.kind === 'malformed-reply' || (detail.kind === 'closed' && detail.reason.kind === 'protocol');
  return broken ? startTlsError('refused', 'The server does not answer STARTTLS as it has to.', '') : error;
}

function startTlsError(
  problem: 'not-offered' | 'refused',
  message: string,
  text: string,
  refusal: ImapError | null = null,
): ImapError {
  const status = refusal?.status ?? null;
  return new ImapError(
    message,
    { kind: 'starttls', problem, text, ...(status === null ? {} : { status }) },
    { command: 'STARTTLS', sent: refusal?.sent ?? null },
  );
}

function commandOptions(options: ConnectOptions): { readonly signal?: AbortSignal } {
  return options.signal === undefined ? {} : { signal: options.signal };
}
