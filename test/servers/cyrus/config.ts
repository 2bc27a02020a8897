import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface CyrusSettings {
  readonly dir: string;
  /** Folder of Cyrus's own programs. */
  readonly bin: string;
  readonly port: number;
  readonly tlsPort: number;
  /** Who runs the server and owns the mail. */
  readonly owner: { readonly name: string; readonly uid: number; readonly gid: number };
}

const folders = ['conf/socket', 'conf/msg', 'spool', 'meta', 'index', 'proc', 'lock', 'sock'];

/** Writes `imapd.conf` and `cyrus.conf` into `dir`, and the folders that they name. */
export async function writeConfig(settings: CyrusSettings): Promise<void> {
  const { dir, owner } = settings;
  for (const folder of folders) {
    await mkdir(join(dir, 'var', folder), { recursive: true });
    await chown(join(dir, 'var', folder), owner.uid, owner.gid);
  }
  for (const folder of ['var', 'var/conf']) await chown(join(dir, folder), owner.uid, owner.gid);
  await writeFile(join(dir, 'annotations'), '');
  await writeFile(join(dir, 'imapd.conf'), imapd(settings));
  await writeFile(join(dir, 'cyrus.conf'), services(settings));
}

function imapd({ dir, owner }: CyrusSettings): string {
  const data = join(dir, 'var');
  return `configdirectory: ${data}/conf
proc_path: ${data}/proc
mboxname_lockpath: ${data}/lock
defaultpartition: default
partition-default: ${data}/spool
metapartition-default: ${data}/meta
defaultsearchtier: t1
t1searchpartition-default: ${data}/index
search_fuzzy_always: 0
cyrus_user: ${owner.name}
admins: cyrus
servername: localhost
virtdomains: off
altnamespace: yes
unixhierarchysep: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: ${dir}/sasldb2
sasl_mech_list: PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256
proxyservers: proxy
allowplaintext: no
tls_server_cert: ${dir}/tls/good.crt
tls_server_key: ${dir}/tls/good.key
tls_client_ca_file: ${dir}/tls/ca.pem
imapidlepoll: 2
idlesocket: ${data}/sock/idle
lmtpsocket: ${data}/sock/lmtp
notifysocket: ${data}/sock/notify
hashimapspool: true
autocreate_post: 0
autocreate_quota: 20480
autocreate_inbox_folders: Sent|Drafts|Trash|Junk|Archive
autocreate_subscribe_folders: Sent|Drafts|Trash|Junk|Archive
xlist-Sent: Sent
xlist-Drafts: Drafts
xlist-Trash: Trash
xlist-Archive: Archive
annotation_definitions: ${dir}/annotations
annotation_allow_undefined: 1
expunge_mode: delayed
delete_mode: delayed
conversations: yes
savedate: yes
quota_db: quotalegacy
maxmessagesize: 200000
maxlogins_per_user: 0
maxlogins_per_host: 0
syslog_prefix: mail-explorer-test
skiplist_unsafe: 1
failedloginpause: 0
`;
}

function services({ dir, bin, port, tlsPort }: CyrusSettings): string {
  const config = join(dir, 'imapd.conf');
  return `START {
  recover cmd="${bin}/ctl_cyrusdb -C ${config} -r"
}
SERVICES {
  imap cmd="${bin}/imapd -C ${config}" listen="127.0.0.1:${port}" prefork=1
  imaps cmd="${bin}/imapd -C ${config} -s" listen="127.0.0.1:${tlsPort}" prefork=1
}
EVENTS {
}
DAEMON {
  idled cmd="${bin}/idled -C ${config}"
}
`;
}
