import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { all } from '../../extension/explain/catalogue.ts';
import type { CodeEntry } from '../../extension/explain/codes/entry.ts';
import { exampleLine } from '../../extension/notifications/gallery-items.ts';
import { raise } from './harness/gallery.ts';
import { escapeRegExp } from './harness/quick-input.ts';
import { until } from './harness/until.ts';
import { openWorkbench, type Workbench } from './harness/workbench.ts';

/** Codes whose example is shown as something; all others are listed, and say nothing. */
const loud: Readonly<Record<string, 'modal' | 'error' | 'warning' | 'info' | 'progress'>> = {
  ALERT: 'modal',
  INPROGRESS: 'progress',
  'READ-ONLY': 'info',
  UIDVALIDITY: 'info',
  ...of('warning', 'NO BAD BYE INUSE LIMIT MAXCONVERTMESSAGES MAXCONVERTPARTS MESSAGELIMIT MODIFIED NEWNAME NOTSAVED'),
  ...of('warning', 'PARSE REFERRAL TEMPFAIL TRYCREATE UNAVAILABLE UNKNOWN-CTE WEBALERT'),
  ...of(
    'error',
    'ALREADYEXISTS ANNOTATE AUTHENTICATIONFAILED AUTHORIZATIONFAILED BADCHARSET BADCOMPARATOR BADURL CANNOT CLIENTBUG',
  ),
  ...of('error', 'CONTACTADMIN CORRUPTION EXPIRED HASCHILDREN METADATA NONEXISTENT NOPERM OVERQUOTA PRIVACYREQUIRED'),
  ...of('error', 'SERVERBUG TOOBIG UIDREQUIRED UNDEFINED-FILTER USEATTR'),
};

function of<T extends string>(surface: T, names: string): Record<string, T> {
  return Object.fromEntries(names.split(' ').map((name) => [name, surface]));
}

/** Fewer than the notifications of an account that half a minute has room for. */
const together = 6;

describe('every code of the gallery, raised in the window', () => {
  let window: Workbench;

  before(async () => {
    window = await openWorkbench({ name: 'gallery', size: { width: 1400, height: 1000 } });
    await window.showContainer('Mail');
    await window.runCommand('Mail Explorer: Try the Demo Mailbox');
    await window.tree('Messages').row('The lighthouse keeper').waitFor();
  });
  after(() => window.close());
  afterEach(() => assert.deepEqual(window.errors(), []));

  const entries = all.filter((entry) => entry.kind !== 'class');
  const batches = Array.from({ length: Math.ceil(entries.length / together) }, (_, index) =>
    entries.slice(index * together, (index + 1) * together),
  );

  /** Its words are followed by the time at which it was raised. */
  const said = (entry: CodeEntry): RegExp => new RegExp(`${escapeRegExp(exampleLine(entry).text)} \\(raised at`);

  async function shows(entry: CodeEntry): Promise<void> {
    const surface = loud[entry.name];
    switch (surface) {
      case 'modal':
        await until('the dialog', async () => said(entry).test(await window.dialog.detail()));
        await window.dialog.choose('OK');
        return;
      case 'progress':
        await window.notifications.seen(/45 % · Processed 45% of the mailbox/);
        await until('its end', async () => (await window.notifications.toast(/Processed 45%/).count()) === 0);
        return;
      case 'error':
      case 'warning':
      case 'info':
        assert.equal(await window.notifications.severity(said(entry)), surface, entry.name);
        return;
      case undefined:
        return;
    }
  }

  // All of them take four minutes: `npm run test:gallery`.
  const chosen = process.env['MAIL_EXPLORER_GALLERY'] === 'whole' ? batches : batches.filter((_, at) => at % 5 === 0);
  for (const [index, batch] of chosen.entries()) {
    it(batch.map(({ name }) => name).join(', '), async () => {
      if (index > 0) {
        await window.reload();
        await window.showContainer('Mail');
        await window.tree('Messages').row('The lighthouse keeper').waitFor();
      }
      await window.runCommand('Mail Explorer: Show Server Responses');
      for (const entry of batch) {
        await raise(window, entry.name);
        await shows(entry);
        await window.tree('Server Responses').reveal(said(entry));
        if (loud[entry.name] === undefined) {
          const shown = await window.notifications.messages();
          assert.ok(!shown.some((message) => said(entry).test(message)), `${entry.name} is only listed`);
        }
        assert.equal(await window.dialog.box.isVisible(), false, `${entry.name}: nothing went wrong`);
        await window.clearNotifications();
      }
    });
  }
});
