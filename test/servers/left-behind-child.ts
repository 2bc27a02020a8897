// Starts the server that its argument names, says where it is, and waits to be killed.
import { startCourier } from './courier.ts';
import { startCyrus } from './cyrus.ts';
import { startDovecot } from './dovecot.ts';

const starts = { dovecot: startDovecot, cyrus: startCyrus, courier: startCourier };
const start = Object.entries(starts).find(([name]) => name === process.argv[2])?.[1] ?? startDovecot;
const { dir, port } = await start();
console.log(JSON.stringify({ dir, port }));
process.stdin.resume();
