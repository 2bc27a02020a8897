import { readFileSync } from 'node:fs';
import { attachDovecot, type Dovecot, type DovecotInfo } from '../../servers/dovecot.ts';

/** What the runner tells the suite inside the extension host, by a file that an environment variable names. */
export interface SuiteConfig {
  /** `host`: no keychain within reach. `keychain`: an unlocked keyring. */
  readonly suite: 'host' | 'keychain';
  readonly dovecot: DovecotInfo;
  /** Folder with the bundled test files. */
  readonly testsDir: string;
  /** Where the suite leaves its report: text for people, counts for the runner. */
  readonly reportFile: string;
  readonly resultFile: string;
  /** The workspace folder that is open. */
  readonly workspace: string;
}

export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
}

export const configVariable = 'MAIL_EXPLORER_TEST_CONFIG';

export function suiteConfig(): SuiteConfig {
  const file = process.env[configVariable];
  if (file === undefined) {
    throw new Error('This suite is started by `npm run test:host`, which tells it where its server is.');
  }
  return JSON.parse(readFileSync(file, 'utf8')) as SuiteConfig;
}

/** The Dovecot of this run; the runner stops it. */
export function dovecot(): Promise<Dovecot> {
  return attachDovecot(suiteConfig().dovecot);
}
