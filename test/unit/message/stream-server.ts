// An IMAP server on loopback with one message whose part 2 has as many megabytes as the first argument says. Prints its port.
import { createServer, type Socket } from 'node:net';

const size = Number(process.argv[2]) * 1024 * 1024;
/** Lines of base64, as attachments have them; the whole content is this again and again. */
const lines = Buffer.from(`${'QUJD'.repeat(19)}\r\n`.repeat(840));

async function sendOctets(socket: Socket, offset: number, length: number): Promise<void> {
  for (let at = offset; at < offset + length;) {
    const from = at % lines.length;
    const piece = lines.subarray(from, Math.min(lines.length, from + offset + length - at));
    if (socket.destroyed) return;
    if (!socket.write(piece)) await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
    at += piece.length;
  }
}

async function answer(socket: Socket, line: string): Promise<void> {
  const tag = line.split(' ', 1)[0] ?? '';
  const section = /BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?/.exec(line);
  if (/ (?:SELECT|EXAMINE) /.test(line)) {
    socket.write('* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 2] x\r\n* FLAGS (\\Seen)\r\n');
  } else if (section !== null) {
    const offset = Math.min(size, Number(section[2] ?? 0));
    const length = Math.min(size - offset, Number(section[3] ?? size));
    const origin = section[2] === undefined ? '' : `<${offset}>`;
    socket.write(`* 1 FETCH (UID 1 BODY[${section[1]}]${origin} {${length}}\r\n`);
    await sendOctets(socket, offset, length);
    socket.write(')\r\n');
  } else if (/ FETCH /.test(line)) {
    socket.write('* 1 FETCH (UID 1 FLAGS ())\r\n');
  } else if (/ LIST /.test(line)) {
    socket.write('* LIST () "/" INBOX\r\n');
  }
  socket.write(`${tag} OK done\r\n`);
}

const server = createServer((socket) => {
  let rest = '';
  let work = Promise.resolve();
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    const commands = (rest + chunk.toString('latin1')).split('\r\n');
    rest = commands.pop() ?? '';
    for (const line of commands) work = work.then(() => answer(socket, line));
  });
  socket.write('* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n');
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' ? address?.port : '');
});
