import type { CloseReason } from '../../imap/errors.ts';
import { describeConnect, describeSilence, describeUnanswered } from './reach.ts';
import type { ErrorDescription, Voice } from './voice.ts';

/** Why a connection that stood is over. */
export function describeClose(voice: Voice, reason: CloseReason): ErrorDescription {
  const { t } = voice;
  switch (reason.kind) {
    case 'logout':
      return voice.description(t('Signed out'), t('The connection to {0} was ended as asked.', voice.host));
    case 'aborted':
      return describeCancelled(voice);
    case 'given-up':
      return voice.description(
        t('The connection was ended'),
        t('Something was cancelled halfway, which a connection to {0} does not survive.', voice.host),
        ['retry'],
      );
    case 'bye':
      return voice.description(
        t('The server ended the connection'),
        t('{0} said goodbye.', voice.host) + voice.said(reason.status.text),
        ['retry'],
      );
    case 'eof':
      return voice.description(t('The server hung up'), t('{0} ended the connection without a word.', voice.endpoint), [
        'retry',
        'edit-server',
      ]);
    case 'transport':
      return describeConnect(voice, { kind: 'connect', code: reason.code, message: reason.message });
    case 'timeout':
      return describeTimeout(voice, reason.what);
    case 'violation':
    case 'protocol':
      return voice.description(
        t('The server does not keep to IMAP'),
        t(
          'What {0} sent cannot be read as IMAP, so the connection was ended. The protocol log shows it.',
          voice.endpoint,
        ),
        ['retry', 'edit-server'],
      );
  }
}

export function describeCancelled(voice: Voice): ErrorDescription {
  const { t } = voice;
  return voice.description(t('Cancelled'), t('Nothing was changed.'), ['retry']);
}

function describeTimeout(
  voice: Voice,
  what: Extract<CloseReason, { readonly kind: 'timeout' }>['what'],
): ErrorDescription {
  switch (what) {
    case 'connect':
      return describeUnanswered(voice);
    case 'greeting':
      return describeSilence(voice);
    case 'command':
    case 'literal':
    case 'idle':
      return describeStalled(voice);
  }
}

/** The server stopped in the middle of things. */
export function describeStalled(voice: Voice): ErrorDescription {
  const { t } = voice;
  return voice.description(t('The server stopped answering'), t('{0} took too long over an answer.', voice.host), [
    'retry',
    'edit-server',
  ]);
}
