import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Starts the system's Chromium without a window; it opens no connection of its own.
 * @param extra command line switches of one test
 */
export async function launchChromium(extra: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? places.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error('No Chromium found: `npm run setup` brings it or says how; CHROMIUM=/path/to/it names another.');
  }
  return chromium.launch({
    executablePath,
    // The window needs no session bus, and so cannot reach a keyring of the person who tests.
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ...extra,
    ],
  });
}
