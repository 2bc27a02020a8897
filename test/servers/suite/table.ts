import type { ServerTitle } from './servers.ts';
import { titles } from './servers.ts';

/** How a case went on one server. */
export interface Ran {
  readonly server: ServerTitle;
  readonly capability: string;
  readonly way: 'works' | 'refused' | 'otherwise';
}

const meanings = `- **works** (n): the server offers it and n cases with our client succeed;
- **refused** (n): the server does not offer it; our client says so before anything is sent, in n cases;
- **otherwise** (n): the server does not offer it; our client does the same by older means, in n cases;
- **offered**: the server offers it, and our client has no call for it;
- –: not offered, and nothing to show.`;

/**
 * Capability × server as Markdown, in a stable order.
 * @param offered what each server offers, before and after signing in, values of `NAME=value` included where they name a feature.
 */
export function capabilityTable(offered: ReadonlyMap<ServerTitle, ReadonlySet<string>>, ran: readonly Ran[]): string {
  const all = new Set([...[...offered.values()].flatMap((names) => [...names]), ...ran.map((one) => one.capability)]);
  const rows = [...all].sort((a, b) => (a < b ? -1 : 1));
  const cell = (capability: string, server: ServerTitle): string => {
    const cases = ran.filter((one) => one.server === server && one.capability === capability);
    const counts = (['works', 'refused', 'otherwise'] as const)
      .map((way) => [way, cases.filter((one) => one.way === way).length] as const)
      .filter(([, count]) => count > 0)
      .map(([way, count]) => `${way} (${count})`);
    if (counts.length > 0) return counts.join(', ');
    return offered.get(server)?.has(capability) === true ? 'offered' : '–';
  };
  const used = rows.filter((row) => ran.some(({ capability }) => capability === row));
  const unused = rows.filter((row) => !used.includes(row));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = (names: readonly string[]): string =>
    [
      line(['capability', ...titles]),
      line(['---', ...titles.map(() => '---')]),
      ...names.map((name) => line([`\`${name}\``, ...titles.map((server) => cell(name, server))])),
    ].join('\n');
  return `# Capability × server

Written by \`test/servers/capabilities.test.ts\`, which runs the suite in \`test/servers/suite/\` with our client on three real servers.

${meanings}

${table(used)}

## Offered by a server, not used by the client

${table(unused)}
`;
}

/** A capability as the table names it: limits and lists that differ from one set-up to the next are left out. */
export function rowName(capability: string): string {
  const name = capability.toUpperCase();
  return /^(APPENDLIMIT|RIGHTS|X-QUOTA|QUOTA=)/.test(name) ? (name.split('=')[0] ?? name) : name;
}
