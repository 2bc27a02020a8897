import { spawn } from 'node:child_process';
import { appendFile, chown, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface CourierSettings {
  readonly dir: string;
  /** Courier's files, as they would lie below `/`. */
  readonly root: string;
  readonly libraries: string;
  readonly port: number;
  readonly tlsPort: number;
  /** Names of users with mail of their own, all with the same password. */
  readonly users: readonly string[];
  readonly password: string;
  /** User → what its mailboxes may hold, as `65536S,20C`. */
  readonly quotas: Readonly<Record<string, string>>;
}

/** Debian's uid and gid of `mail`, to whom the mail of the tests belongs. */
export const mailId = 8;
const folders = ['', '.Sent', '.Drafts', '.Trash', '.Junk', '.Archive'];

/** Writes what will lie over `/etc`, the users with their mail, and the script that starts the three daemons. */
export async function writeConfig(settings: CourierSettings): Promise<string> {
  const { dir } = settings;
  await mkdir(join(dir, 'etc/courier/shared'), { recursive: true });
  for (const layer of ['run', 'run-work', 'etc-work']) await mkdir(join(dir, layer));
  // STARTTLS is done by a program that wants to be the user `courier`, who exists in the daemons' own view only.
  for (const [file, line] of [
    ['passwd', `courier:x:${mailId}:${mailId}::/:/usr/sbin/nologin\n`],
    ['group', `courier:x:${mailId}:\n`],
  ] as const) {
    await copyFile(join('/etc', file), join(dir, 'etc', file));
    await appendFile(join(dir, 'etc', file), line);
  }
  const [certificate, key] = await Promise.all(
    ['good.crt', 'good.key'].map((name) => readFile(join(dir, 'tls', name))),
  );
  await writeFile(join(dir, 'tls/both.pem'), Buffer.concat([key ?? Buffer.alloc(0), certificate ?? Buffer.alloc(0)]));
  await chown(join(dir, 'tls/both.pem'), mailId, mailId);
  await writeFile(join(dir, 'etc/courier/authdaemonrc'), authentication);
  await writeFile(join(dir, 'etc/courier/imapd.env'), environment(dir));
  await writeUsers(settings);
  const script = join(dir, 'start.sh');
  await writeFile(script, startScript(settings));
  return script;
}

async function writeUsers({ dir, root, libraries, users, password, quotas }: CourierSettings): Promise<void> {
  const hashed = (method: string): Promise<string> =>
    output(join(root, 'usr/sbin/userdbpw'), [`-hmac-${method}`], password, { LD_LIBRARY_PATH: libraries });
  const [plain, md5, sha1, sha256] = await Promise.all([
    output('openssl', ['passwd', '-1', password], '', {}),
    ...['md5', 'sha1', 'sha256'].map(hashed),
  ]);
  const rows: string[] = [];
  const shared: string[] = [];
  for (const user of users) {
    const home = join(dir, 'mail', user);
    for (const folder of folders) {
      const path = join(home, 'Maildir', folder);
      for (const part of ['cur', 'new', 'tmp']) await mkdir(join(path, part), { recursive: true });
      if (folder !== '') await writeFile(join(path, 'maildirfolder'), '');
    }
    const quota = quotas[user];
    if (quota !== undefined) await writeFile(join(home, 'Maildir', 'maildirsize'), `${quota}\n`);
    const secrets = `systempw=${plain}|imappw=${plain}|hmac-md5pw=${md5}|hmac-sha1pw=${sha1}|hmac-sha256pw=${sha256}`;
    rows.push(`${user}\tuid=${mailId}|gid=${mailId}|home=${home}|mail=${home}/Maildir|${secrets}\n`);
    shared.push(`${user}\t${mailId}\t${mailId}\t${home}\tMaildir\n`);
  }
  await writeFile(join(dir, 'etc/courier/userdb'), rows.join(''), { mode: 0o600 });
  await writeFile(join(dir, 'etc/courier/shared/index'), shared.join(''));
  await output('chown', ['-R', `${mailId}:${mailId}`, join(dir, 'mail')], '', {});
}

function output(command: string, args: readonly string[], input: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(text.trim()) : reject(new Error(`${command} ended with ${code ?? 'a signal'}`)),
    );
    child.stdin.end(input);
  });
}

const authentication = `authmodulelist="authuserdb"
authmodulelistorig="authuserdb"
daemons=2
authdaemonvar=/run/courier/authdaemon
DEBUG_LOGIN=0
DEFAULTOPTIONS=""
LOGGEROPTS=""
`;

function environment(dir: string): string {
  const capabilities =
    'IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA ' +
    'AUTH=CRAM-MD5 AUTH=CRAM-SHA1 AUTH=CRAM-SHA256 IDLE';
  return `IMAP_CAPABILITY="${capabilities}"
IMAP_CAPABILITY_ORIG="$IMAP_CAPABILITY"
IMAP_CAPABILITY_TLS="$IMAP_CAPABILITY AUTH=PLAIN"
IMAP_CAPABILITY_TLS_ORIG="$IMAP_CAPABILITY AUTH=PLAIN"
IMAP_KEYWORDS=1
IMAP_ACL=1
IMAP_SMAP1=0
IMAP_IDLE_TIMEOUT=1
IMAP_MAILBOX_SANITY_CHECK=0
IMAP_DISABLETHREADSORT=0
IMAP_CHECK_ALL_FOLDERS=0
IMAP_OBSOLETE_CLIENT=0
IMAP_UMASK=022
IMAP_USELOCKS=1
IMAP_SHAREDINDEXFILE=/etc/courier/shared/index
IMAP_ENHANCEDIDLE=0
IMAP_TRASHFOLDERNAME=Trash
IMAP_EMPTYTRASH=
IMAP_MOVE_EXPUNGE_TO_TRASH=0
IMAP_TLS_REQUIRED=0
IMAP_STARTTLS=YES
COURIERTLS=/usr/bin/couriertls
TLS_PRIORITY="NORMAL"
TLS_CERTFILE=${dir}/tls/both.pem
TLS_TRUSTCERTS=${dir}/tls/ca.pem
TLS_VERIFYPEER=NONE
MAXDAEMONS=200
MAXPERIP=200
TCPDOPTS="-nodnslookup -noidentlookup"
MAILDIRPATH=Maildir
`;
}

/** Runs within mounts of its own: Courier's places are compiled in, and must not be touched on this machine. */
function startScript({ dir, root, port, tlsPort }: CourierSettings): string {
  const listen = '-address=127.0.0.1 -maxprocs=200 -maxperip=200 $TCPDOPTS';
  const serve = '/usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir';
  return `set -e
mount -t overlay courier -o lowerdir=${root}/usr:/usr /usr
mount -t overlay courier -o lowerdir=/etc,upperdir=${dir}/etc,workdir=${dir}/etc-work /etc
mount -t overlay courier -o lowerdir=/run,upperdir=${dir}/run,workdir=${dir}/run-work /run
export LD_LIBRARY_PATH=/usr/lib/$1:${root}/lib/$1
mkdir -p /run/courier/authdaemon
chmod 755 /run/courier /run/courier/authdaemon
makeuserdb
set -a
. /etc/courier/authdaemonrc
/usr/lib/courier/courier-authlib/authdaemond &
while [ ! -S /run/courier/authdaemon/socket ]; do sleep .02; done
unset authmodulelist authmodulelistorig daemons authdaemonvar
. /etc/courier/imapd.env
IMAP_TLS=0 TLS_PROTOCOL= couriertcpd ${listen} ${port} ${serve} &
IMAP_TLS=1 PROTOCOL=IMAP IMAP_STARTTLS=NO couriertcpd ${listen} ${tlsPort} /usr/bin/couriertls -server -tcpd -user=mail ${serve} &
wait
`;
}
