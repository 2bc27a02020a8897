import type { AuthenticationProblem } from '../../imap/errors.ts';
import type { StatusResponse } from '../../imap/grammar/types.ts';
import { saysLimit } from '../../imap/session/limit-words.ts';
import { presetNote } from '../preset-notes.ts';
import { presetFor } from '../presets.ts';
import type { ErrorDescription, Voice } from './voice.ts';

/** A NO or BAD to LOGIN or AUTHENTICATE, by its code (RFC 9051 §7.1, RFC 5530). */
export function describeSignInRefusal(voice: Voice, status: StatusResponse): ErrorDescription {
  const { t } = voice;
  const said = voice.said(status.text);
  switch (status.code?.name) {
    case 'EXPIRED':
      return voice.description(
        t('The password has expired'),
        t('{0} wants a new password; set one with the provider, then enter it here.', voice.host) + said,
        ['edit-password'],
      );
    case 'AUTHORIZATIONFAILED':
      return voice.description(
        t('The account may not be opened'),
        t('{0} accepted the password but does not let this user open the mailbox.', voice.host) + said,
        ['edit-server', 'edit-password'],
      );
    case 'PRIVACYREQUIRED':
      return voice.description(
        t('The server wants an encrypted connection'),
        t('{0} takes a password only over TLS or STARTTLS.', voice.host) + said,
        ['edit-server'],
      );
    case 'UNAVAILABLE':
    case 'INUSE':
    case 'LIMIT':
    case 'SERVERBUG':
    case 'THROTTLED':
    case 'TEMPFAIL':
      return busy(voice, said);
    case 'CONTACTADMIN':
      return voice.description(
        t('The server asks you to contact its administrator'),
        t('{0} does not sign this account in.', voice.host) + said,
        ['edit-password', 'edit-server'],
      );
    default:
      if (saysLimit(status)) return busy(voice, said);
      return status.kind === 'BAD' ? misunderstood(voice, said) : wrongPassword(voice, said);
  }
}

function busy(voice: Voice, said: string): ErrorDescription {
  const { t } = voice;
  return voice.description(
    t('The server cannot sign you in just now'),
    t('{0} has a passing problem; the password was not judged. Try again later.', voice.host) + said,
    ['retry'],
  );
}

function misunderstood(voice: Voice, said: string): ErrorDescription {
  const { t } = voice;
  return voice.description(
    t('The server did not understand the sign-in'),
    t('{0} called the sign-in command wrong.', voice.host) + said,
    ['edit-server', 'edit-password'],
  );
}

function wrongPassword(voice: Voice, said: string): ErrorDescription {
  const { t, where } = voice;
  const sentence =
    where.user === undefined
      ? t('{0} did not accept this user name with this password.', voice.host)
      : t('{0} did not accept the user name “{1}” with this password.', voice.host, where.user);
  const note = presetNote(where.address === undefined ? null : presetFor(where.address), t);
  return voice.description(t('Wrong user name or password'), sentence + said + (note === null ? '' : ' ' + note), [
    'edit-password',
    'edit-server',
  ]);
}

/** The server's half of a SASL exchange was wrong: it may not know the password itself, so it is not believed (RFC 5802 §5). */
export function describeSaslProblem(voice: Voice, problem: AuthenticationProblem): ErrorDescription {
  const { t } = voice;
  const title = t('The server could not be verified');
  switch (problem) {
    case 'answer':
      return voice.description(
        t('Signing in was given up'),
        t('What has to be said to {0} could not be made here.', voice.host),
        ['retry'],
      );
    case 'server-signature':
    case 'nonce':
      return voice.description(
        title,
        t('{0} could not prove that it knows your password. It may not be the server it claims to be.', voice.host),
        ['edit-server', 'edit-password'],
      );
    case 'iterations':
      return voice.description(
        title,
        t('{0} asks for an unreasonable amount of work before it lets you sign in.', voice.host),
        ['edit-server'],
      );
    case 'challenge':
    case 'rounds':
      return voice.description(title, t('What {0} asks for while signing in makes no sense.', voice.host), [
        'retry',
        'edit-server',
      ]);
  }
}
