import type { Translate } from '../translate.ts';
import type { ActionId } from './policy-types.ts';

/** The text on the button of an action, in the person's language. */
export function actionLabel(action: ActionId, translate: Translate): string {
  switch (action) {
    case 'acknowledge':
      return translate('OK');
    case 'chooseAnotherName':
      return translate('Choose Another Name…');
    case 'copyForAdministrator':
      return translate('Copy Details for the Administrator');
    case 'copyReport':
      return translate('Copy Report');
    case 'copyUrl':
      return translate('Copy Address');
    case 'createMailboxAndRetry':
      return translate('Create Mailbox and Retry');
    case 'editAccount':
      return translate('Edit Account…');
    case 'enterPassword':
      return translate('Enter Password…');
    case 'goToFirstUnread':
      return translate('Go to First Unread');
    case 'openThatMailbox':
      return translate('Open That Mailbox');
    case 'openWebPage':
      return translate('Open Page…');
    case 'overwrite':
      return translate('Overwrite');
    case 'reconnect':
      return translate('Reconnect');
    case 'refreshMailboxes':
      return translate('Refresh Mailboxes');
    case 'reload':
      return translate('Reload');
    case 'reopen':
      return translate('Reopen');
    case 'retry':
      return translate('Retry');
    case 'retryInUsAscii':
      return translate('Retry in US-ASCII');
    case 'retryNow':
      return translate('Retry Now');
    case 'reveal':
      return translate('Reveal');
    case 'showInLog':
      return translate('Show in Log');
    case 'showMyRights':
      return translate('Show My Rights');
    case 'showQuota':
      return translate('Show Quota');
    case 'showResponses':
      return translate('Show Server Responses');
    case 'signInAgain':
      return translate('Sign In Again…');
    case 'turnOnTls':
      return translate('Turn On TLS for This Account');
    case 'undo':
      return translate('Undo');
    case 'viewSource':
      return translate('View Source');
  }
}
