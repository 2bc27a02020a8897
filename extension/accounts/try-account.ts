import { describeError, type ErrorChoice, type ErrorDescription } from './describe-error.ts';
import { describeCertificate } from './describe-certificate.ts';
import { ImapError } from '../imap/errors.ts';
import type { AccountPorts, Choice } from './account-ports.ts';
import { accountSteps, type StepName } from './account-steps.ts';
import { accountOf, type Draft } from './draft.ts';
import { proxySecret } from './proxy-secret.ts';
import { runSteps } from './quick-ui.ts';
import type { TestOutcome } from './test-connection.ts';

type Decision = ErrorChoice | 'save-anyway';

export interface TryOptions {
  readonly title: string;
  /** The password kept so far; it is used where the draft has none. */
  readonly stored: string | null;
  /** Whether what did not work may be saved all the same. */
  readonly saveAnyway: boolean;
}

/** The outcome of trying a draft until it works or the person decides. */
export type TryResult =
  | { readonly kind: 'works'; readonly outcome: Extract<TestOutcome, { kind: 'ok' }> }
  | { readonly kind: 'save-anyway' }
  | { readonly kind: 'cancel' };

/** Tests the draft; when that fails says why and lets it be mended, as often as it takes. What was typed is kept meanwhile. */
export async function tryAccount(draft: Draft, options: TryOptions, ports: AccountPorts): Promise<TryResult> {
  for (;;) {
    const password = draft.password === '' ? (options.stored ?? '') : draft.password;
    const outcome = await ports.test(accountOf(draft), password, await proxyPassword(draft, ports));
    if (outcome.kind === 'ok') {
      return { kind: 'works', outcome };
    }
    const decision = await decide(draft, outcome, options, ports);
    if (decision === 'save-anyway') {
      return { kind: 'save-anyway' };
    }
    if (decision === null || !(await mend(draft, decision, options, ports))) {
      return { kind: 'cancel' };
    }
  }
}

/** What was typed for the proxy, else what is kept. */
async function proxyPassword(draft: Draft, { registry }: AccountPorts): Promise<string | undefined> {
  if (draft.proxyPassword !== '') {
    return draft.proxyPassword;
  }
  return (await proxySecret(accountOf(draft), registry.secrets)).proxyPassword;
}

/** Asks until an answer stands: a certificate that was looked at but not trusted leads back to the question. */
async function decide(
  draft: Draft,
  outcome: Exclude<TestOutcome, { kind: 'ok' }>,
  options: TryOptions,
  ports: AccountPorts,
): Promise<Decision | null> {
  const failure = outcome.kind === 'failed' ? outcome.error : { kind: 'aborted' };
  const description = describeError(failure, accountOf(draft), ports.t);
  for (;;) {
    const decision = await ports.ask({
      severity: 'error',
      title: description.title,
      detail: description.detail,
      choices: choicesOf(description, options, ports),
    });
    if (decision !== 'trust-certificate' || (await trust(draft, failure, description, ports))) {
      return decision;
    }
  }
}

function choicesOf(
  description: ErrorDescription,
  options: TryOptions,
  { t }: AccountPorts,
): readonly Choice<Decision>[] {
  const labels: Readonly<Record<Decision, string>> = {
    retry: t('Retry'),
    'edit-server': t('Edit Server…'),
    'edit-password': t('Edit Password…'),
    'edit-proxy': t('Edit Proxy…'),
    'trust-certificate': t('Trust This Certificate…'),
    'save-anyway': t('Save Anyway'),
  };
  // What the failure suggests comes first; server and password can always be mended.
  const order = new Set<Decision>([...description.choices, 'edit-server', 'edit-password']);
  if (options.saveAnyway) {
    order.add('save-anyway');
  }
  return [...order].map((value) => ({ label: labels[value], value }));
}

/** False when the person gave up. */
async function mend(
  draft: Draft,
  decision: Exclude<Decision, 'save-anyway'>,
  options: TryOptions,
  ports: AccountPorts,
): Promise<boolean> {
  const names: Readonly<Record<typeof decision, readonly StepName[]>> = {
    retry: [],
    'trust-certificate': [],
    'edit-server': ['server', 'security', 'port', ...(draft.proxy === undefined ? [] : (['proxy'] as const))],
    'edit-password': ['user', 'password'],
    'edit-proxy': ['proxy'],
  };
  const { ui, t, discover } = ports;
  const tools = { ui, t, discover, title: options.title, mayKeepPassword: options.stored !== null };
  return runSteps(accountSteps(names[decision], tools), draft, ui);
}

/** Shows the certificate that was refused and pins it only on an explicit yes. */
async function trust(
  draft: Draft,
  failure: unknown,
  description: ErrorDescription,
  ports: AccountPorts,
): Promise<boolean> {
  const { t } = ports;
  const refused = failure instanceof ImapError && failure.detail.kind === 'tls' ? failure.detail.fingerprint256 : null;
  if (refused === null) {
    return false;
  }
  const account = accountOf(draft);
  const facts = (await ports.fetchCertificate(account, await proxyPassword(draft, ports))) ?? {
    fingerprint256: refused,
    subject: '',
    issuer: '',
    names: [],
    validFrom: null,
    validTo: null,
  };
  if (facts.fingerprint256 !== refused) {
    ports.tell(
      'warning',
      t('{0} shows a different certificate at every connection, so none can be trusted.', account.host),
    );
    return false;
  }
  const yes = await ports.ask({
    severity: 'warning',
    title: t('Trust this certificate?'),
    detail: describeCertificate(`${account.host}:${account.port}`, description.title + '.', facts, t),
    choices: [
      { label: t('Do Not Trust'), value: false, dismisses: true },
      { label: t('Trust for This Account'), value: true },
    ],
  });
  if (yes !== true) {
    return false;
  }
  draft.pinnedFingerprint = refused;
  return true;
}
