import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

export interface ScriptedOptions {
  /** Messages in its only mailbox. */
  readonly exists: (mailbox: string) => number;
  /** What `UID FETCH 1:*` brings, without the tagged reply. */
  readonly recorded?: Buffer;
}

export interface Scripted {
  readonly port: number;
  close(): void;
}

const capabilities = 'IMAP4rev1 SASL-IR AUTH=PLAIN LITERAL+ ENABLE ID ESEARCH UIDPLUS';

/** A server that answers by rote, at once: what is measured against it is the client. */
export async function startScripted(options: ScriptedOptions): Promise<Scripted> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.write(`* OK [CAPABILITY ${capabilities}] ready\r\n`);
    let rest = '';
    let exists = 0;
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [, tag = '', command = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
        const name = /^(?:SELECT|EXAMINE) "?([^" ]+)/i.exec(command)?.[1];
        if (name !== undefined) exists = options.exists(name);
        answer(socket, tag, command, exists, options);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function answer(socket: Socket, tag: string, command: string, exists: number, { recorded }: ScriptedOptions): void {
  const ok = `${tag} OK done\r\n`;
  if (/^UID FETCH 1:(\*|4294967295)/i.test(command)) {
    if (recorded === undefined) socket.write(`${uidsOf(1, exists)}${ok}`);
    else {
      socket.write(recorded);
      socket.write(ok);
    }
    return;
  }
  const page = /^FETCH (\d+):(\d+|\*)/i.exec(command);
  if (page !== null) socket.write(rowsOf(Number(page[1]), page[2] === '*' ? exists : Number(page[2])) + ok);
  else if (/^(SELECT|EXAMINE)/i.test(command)) {
    socket.write(
      `* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n* ${exists} EXISTS\r\n* 0 RECENT\r\n` +
        `* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT ${exists + 1}] ok\r\n${tag} OK [READ-WRITE] selected\r\n`,
    );
  } else if (/^CAPABILITY/i.test(command)) socket.write(`* CAPABILITY ${capabilities}\r\n${ok}`);
  else if (/^(LOGIN|AUTHENTICATE)/i.test(command)) socket.write(`${tag} OK [CAPABILITY ${capabilities}] in\r\n`);
  else if (/^LIST/i.test(command)) socket.write(`* LIST () "/" INBOX\r\n${ok}`);
  else if (/^NOOP/i.test(command)) socket.write(`* ${exists >> 1} EXPUNGE\r\n`.repeat(1000) + ok);
  else socket.write(ok);
}

function uidsOf(from: number, to: number): string {
  const rows: string[] = [];
  for (let n = from; n <= to; n++) rows.push(`* ${n} FETCH (UID ${n * 2} FLAGS (\\Seen))\r\n`);
  return rows.join('');
}

function rowsOf(from: number, to: number): string {
  const rows: string[] = [];
  for (let n = from; n <= to; n++) {
    const person = `(("Ada Lovelace" NIL "ada" "example.org"))`;
    rows.push(
      `* ${n} FETCH (UID ${n * 2} FLAGS (\\Seen) INTERNALDATE "01-Jan-2024 10:00:00 +0000" RFC822.SIZE ${n} ENVELOPE ` +
        `("Mon, 01 Jan 2024 10:00:00 +0000" "Message ${n}" ${person} ${person} ${person} ${person} NIL NIL NIL "<${n}@example.org>") ` +
        `BODYSTRUCTURE ("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" ${n} 3 NIL NIL NIL NIL))\r\n`,
    );
  }
  return rows.join('');
}
