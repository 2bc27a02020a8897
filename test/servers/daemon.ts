import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';

/** As many ports of loopback as asked for, free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ports.push((server.address() as AddressInfo).port);
  }
  await Promise.all(servers.map(closed));
  return ports;
}

export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** Waits until all ports accept; fails with the daemon's own words when it ends first, or takes 20 s. */
export async function listening(
  name: string,
  child: ChildProcess,
  ports: readonly number[],
  log: () => Promise<string>,
): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await Promise.all(ports.map(answers))).every(Boolean)) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      const words = await log().catch(() => '');
      throw new Error(`${name} did not start (exit code ${child.exitCode ?? 'none yet'}).\n${words}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether somebody accepts connections at a port of loopback. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Ends a daemon; resolves when it has gone. */
export async function ended(child: ChildProcess, kill: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  kill();
  await exited;
}
