import { groups } from './works.ts';

export interface Options {
  readonly only: readonly string[];
  readonly rounds: number;
  readonly quick: boolean;
  readonly json: string | null;
  readonly results: boolean;
  /** Also the figures of the window. */
  readonly window: boolean;
  /** Names of clients; all where empty. */
  readonly clients: readonly string[];
  /** Handed to the Node of the clients. */
  readonly flags: readonly string[];
}

export const usage = `npm run bench -- [options]
  --only W1,W5     only these works: ${groups.map(({ id }) => id).join(' ')}
  --clients a,b    only these clients: ours imapflow node-imap emailjs imaplib (the floor always runs)
  --rounds n       rounds of each work, 5 where nothing is said
  --quick          small mailboxes and one round: shows that everything works, its times mean nothing
  --json FILE      writes every figure of every round
  --window         also the figures of the window, by the window tests that measure them
  --results        writes test/bench/RESULTS.md
  --node '--flag'  flags for the clients' Node, as --cpu-prof
  --no-build       measures dist/imap.mjs as it is`;

/** @throws Error with a text for people. */
export function parseOptions(args: readonly string[]): Options {
  let only: string[] = [];
  let clients: string[] = [];
  let flags: string[] = [];
  let rounds = 5;
  let quick = false;
  let json: string | null = null;
  let window = false;
  let results = false;
  const rest = [...args];
  const value = (name: string): string => {
    const next = rest.shift();
    if (next === undefined) throw new Error(`${name} needs a value.\n${usage}`);
    return next;
  };
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--only') only = value(arg).split(',');
    else if (arg === '--clients') clients = value(arg).split(',');
    else if (arg === '--rounds') rounds = Number(value(arg));
    else if (arg === '--node') flags = value(arg).split(' ');
    else if (arg === '--quick') quick = true;
    else if (arg === '--json') json = value(arg);
    else if (arg === '--window') window = true;
    else if (arg === '--results') results = true;
    else if (arg !== '--no-build') throw new Error(`"${arg}" is no option.\n${usage}`);
  }
  const unknown = only.filter((id) => !groups.some((group) => group.id === id));
  if (unknown.length > 0) throw new Error(`There is no work ${unknown.join(', ')}.\n${usage}`);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds is a whole number from 1.\n${usage}`);
  return { only, clients, rounds: quick ? 1 : rounds, quick, json, results, window, flags };
}
