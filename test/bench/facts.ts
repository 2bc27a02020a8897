import { execFile } from 'node:child_process';
import { cpus, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { available } from './run.ts';
import type { Options } from './options.ts';
import { peerVersion } from './peers.mjs';

/** What the figures depend on. Says what kind of machine it was, nothing that names it. */
export interface Facts {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly quick: boolean;
}

export async function facts({ rounds, quick }: Options): Promise<Facts> {
  const [first] = cpus();
  const packages = { imapflow: 'imapflow', 'node-imap': 'imap', emailjs: 'emailjs-imap-client' };
  const peers = Object.entries(packages)
    .filter(([client]) => available(client))
    .map(([client, name]): [string, string] => [client, String(peerVersion(name))]);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${release().split('-')[0] ?? ''}`,
    versions: {
      Node: process.versions.node,
      Dovecot: await version('dovecot', ['--version']),
      Python: (await version('python3', ['--version'])).replace('Python ', ''),
      ...Object.fromEntries(peers),
    },
    rounds,
    quick,
  };
}

async function version(command: string, args: readonly string[]): Promise<string> {
  for (const name of [command, `/usr/sbin/${command}`]) {
    const said = await promisify(execFile)(name, [...args]).then(
      ({ stdout }) => stdout.trim().split(' (')[0] ?? '',
      () => null,
    );
    if (said !== null) return said;
  }
  return 'none';
}
