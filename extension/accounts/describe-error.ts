import { ImapError, type CloseReason, type ImapErrorDetail } from '../imap/errors.ts';
import { MissingSecretError } from '../mail/account-session.ts';
import { describeCancelled, describeClose, describeStalled } from './describe/closed.ts';
import { describeGreeting, describeStartTls } from './describe/opening.ts';
import { describeProxy } from './describe/proxy.ts';
import { describeConnect } from './describe/reach.ts';
import { describeSaslProblem, describeSignInRefusal } from './describe/sign-in.ts';
import { describeTls } from './describe/tls.ts';
import { Voice, type ErrorDescription, type Where } from './describe/voice.ts';
import { english, type Translate } from '../translate.ts';

export type { ErrorChoice, ErrorDescription, Where } from './describe/voice.ts';

/**
 * Tells in plain words what failed, why, and what may be done about it.
 * @param failure an `ImapError`, a `CloseReason`, or whatever else was thrown
 * @param where what is known of the account: with it the words name the server and give better advice
 */
export function describeError(failure: unknown, where: Where = {}, t: Translate = english): ErrorDescription {
  const voice = new Voice(where, t);
  if (failure instanceof ImapError) {
    return describeDetail(voice, failure, failure.detail);
  }
  if (isCloseReason(failure)) {
    return describeClose(voice, failure);
  }
  if (failure instanceof MissingSecretError) {
    const { t } = voice;
    return voice.description(t('The password is missing'), t('None is stored here for {0}.', voice.host), [
      'edit-password',
    ]);
  }
  const words = failure instanceof Error ? voice.clean(failure.message) : '';
  return voice.description(t('Something went wrong'), words === '' ? t('No reason was given.') : words, ['retry']);
}

const closeKinds: ReadonlySet<unknown> = new Set<CloseReason['kind']>([
  'logout',
  'bye',
  'eof',
  'transport',
  'timeout',
  'violation',
  'protocol',
  'aborted',
  'given-up',
]);

function isCloseReason(failure: unknown): failure is CloseReason {
  return (
    typeof failure === 'object' &&
    failure !== null &&
    !(failure instanceof Error) &&
    'kind' in failure &&
    closeKinds.has(failure.kind)
  );
}

function describeDetail(voice: Voice, error: ImapError, detail: ImapErrorDetail): ErrorDescription {
  const { t } = voice;
  switch (detail.kind) {
    case 'refused':
      if (error.command === 'LOGIN' || error.command?.startsWith('AUTHENTICATE') === true) {
        return describeSignInRefusal(voice, detail.status);
      }
      return voice.description(
        error.command === null ? t('The server refused') : t('The server refused {0}', error.command),
        voice.said(detail.status.text).trim() || t('{0} gave no reason.', voice.host),
        ['retry'],
      );
    case 'closed':
      return describeClose(voice, detail.reason);
    case 'aborted':
      return describeCancelled(voice);
    case 'timeout':
      return describeStalled(voice);
    case 'tls':
      return describeTls(voice, detail);
    case 'connect':
      return describeConnect(voice, detail);
    case 'proxy':
      return describeProxy(voice, detail);
    case 'greeting':
      return describeGreeting(voice, detail);
    case 'starttls':
      return describeStartTls(voice, detail);
    case 'malformed-reply':
      return voice.description(
        t('The server’s answer cannot be read'),
        t('What {0} answered is not as IMAP has it. The protocol log shows it.', voice.host),
        ['retry'],
      );
    case 'authentication':
      return describeSaslProblem(voice, detail.problem);
    case 'no-mechanism':
      return noMechanism(voice, detail.offered);
    case 'plaintext-forbidden':
      return voice.description(
        t('The connection is not encrypted'),
        t('The password would cross the network readable, so it was not sent. Choose TLS or STARTTLS.'),
        ['edit-server'],
      );
    case 'illegal-state':
    case 'capability':
    case 'invalid-argument':
    case 'storage':
      return voice.description(t('This could not be done'), error.message);
  }
}

function noMechanism(voice: Voice, offered: readonly string[]): ErrorDescription {
  const { t } = voice;
  const names = offered.length === 0 ? t('none') : offered.map((name) => voice.clean(name)).join(', ');
  return voice.description(
    t('The server takes no password'),
    t(
      'None of the ways in which {0} lets people sign in works with a password here. It offers: {1}.',
      voice.host,
      names,
    ),
    ['edit-server'],
  );
}
