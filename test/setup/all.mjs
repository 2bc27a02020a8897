// Brings everything that `npm start` and `npm test` need. Done already: well under a second.
import { pathToFileURL } from 'node:url';
import { provisionCodeServer } from './code-server.mjs';
import { provisionDebian } from './debian.mjs';
import { main, say } from './exec.mjs';
import { provisionImapServers } from './imap-servers.mjs';
import { provisionNpm } from './npm.mjs';

/** @param {{ browserTests?: boolean, vscode?: boolean }} [needs] */
export async function provision({ browserTests = true, vscode = true } = {}) {
  await provisionNpm();
  if (browserTests) {
    await provisionDebian();
    await provisionImapServers();
  }
  if (vscode) {
    await provisionCodeServer();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    await provision();
    say('Everything that the tests need is here.');
  });
}
