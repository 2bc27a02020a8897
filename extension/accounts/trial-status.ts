import type { StatusEvent } from '../imap/client/api.ts';

/** True for what the dialog about a failed trial says anyway; an ALERT is never among it, because a person must see it as such. */
export function saidByTheTrial({ status, command, greeting }: StatusEvent): boolean {
  if (status.type !== 'status' || status.kind === 'OK' || status.kind === 'PREAUTH' || status.code?.name === 'ALERT') {
    return false;
  }
  const signIn =
    status.tag !== null && (command?.name === 'LOGIN' || command?.name.startsWith('AUTHENTICATE') === true);
  return signIn || greeting;
}

/** Passes on what the trial does not say itself. */
export function withoutTrial(onStatus: (event: StatusEvent) => void): (event: StatusEvent) => void {
  return (event) => {
    if (!saidByTheTrial(event)) {
      onStatus(event);
    }
  };
}
