import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startCourier } from '../courier.ts';
import { startCyrus } from '../cyrus.ts';
import { startDovecot } from '../dovecot.ts';
import { prepareTokens, tokenConfig } from '../dovecot/tokens.ts';
import type { ImapServer } from '../imap-server.ts';

/** Dovecot as one of the three. */
export async function startDovecotAlike(): Promise<ImapServer> {
  const tokens = await prepareTokens();
  const dovecot = await startDovecot({ extraConfig: tokenConfig(tokens) });
  const { host, port, tlsPort, ca, dir } = dovecot;
  return {
    name: 'dovecot',
    host,
    port,
    tlsPort,
    ca,
    tlsDir: join(dir, 'tls'),
    prefix: '',
    delimiter: '/',
    user: async () => dovecot.user('suite'),
    async stop() {
      await dovecot.stop();
      await rm(tokens, { recursive: true, force: true });
    },
  };
}

/** The three real servers, in the order of the tables. */
export const starters = { Dovecot: startDovecotAlike, Cyrus: startCyrus, Courier: startCourier } as const;
export type ServerTitle = keyof typeof starters;
export const titles: readonly ServerTitle[] = ['Dovecot', 'Cyrus', 'Courier'];
