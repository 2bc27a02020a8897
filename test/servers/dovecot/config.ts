import { execFileSync } from 'node:child_process';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userInfo } from 'node:os';

export interface DovecotSettings {
  readonly dir: string;
  readonly port: number;
  readonly tlsPort: number;
  /** Lines of dovecot.conf that come last and so win. */
  readonly extraConfig?: string;
}

/** Debian's uid and gid of `mail`; mail of the tests belongs to it when Dovecot is started by root. */
const mailId = 8;

/** Writes users and `dovecot.conf` into `dir`; returns the path of the latter. */
export async function writeConfig(settings: DovecotSettings): Promise<string> {
  const { dir } = settings;
  const root = process.getuid?.() === 0;
  const uid = root ? mailId : userInfo().uid;
  const gid = root ? mailId : userInfo().gid;
  await mkdir(join(dir, 'run'), { recursive: true });
  for (const folder of ['mail', 'public']) {
    await mkdir(join(dir, folder), { mode: 0o700, recursive: true });
    await chown(join(dir, folder), uid, gid);
  }
  await writeFile(join(dir, 'public', 'dovecot-acl'), 'owner lrwstipekxacd\nuser=alice lrwstipekxacd\nuser=bob lr\n');
  await chown(join(dir, 'public', 'dovecot-acl'), uid, gid);
  await writeFile(join(dir, 'users'), users(dir, uid, gid));
  await writeFile(join(dir, 'masters'), 'admin:{PLAIN}master\n');
  const path = join(dir, 'dovecot.conf');
  await writeFile(path, config(settings, uid, gid, root ? '' : userInfo().username));
  return path;
}

function users(dir: string, uid: number, gid: number): string {
  const named = (name: string, extra = ''): string =>
    `${name}:{PLAIN}secret:${uid}:${gid}::${dir}/mail/${name}::${extra}`;
  return [
    named('alice'),
    named('bob', 'userdb_quota_rule=*:storage=64K userdb_quota_rule2=*:messages=20'),
    named('big', 'userdb_quota_rule=*:storage=20G'),
    'why:{PLAIN}secret:::::: nologin=y reason=Closed_for_maintenance',
    'nolog:{PLAIN}secret:::::: nologin=y',
    'ref:{PLAIN}secret:::::: nologin=y reason=Try_elsewhere host=192.0.2.1 port=143',
    `nohome:{PLAIN}secret:${uid}:${gid}::/proc/nope::`,
    '',
  ].join('\n');
}

/** Without root every process runs as the person who tests, and none can change its root folder. */
function unprivileged(name: string): string {
  const chroots = ['imap-login', 'imap-urlauth-login', 'pop3-login', 'submission-login', 'anvil', 'ipc', 'stats'];
  return [
    `default_internal_user = ${name}`,
    `default_internal_group = ${execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()}`,
    `default_login_user = ${name}`,
    ...chroots.map((service) => `service ${service} {\n  chroot =\n}`),
  ].join('\n');
}

function config(
  { dir, port, tlsPort, extraConfig }: DovecotSettings,
  uid: number,
  gid: number,
  person: string,
): string {
  return `
base_dir = ${dir}/run
state_dir = ${dir}/run
log_path = ${dir}/log
auth_verbose = yes
protocols = imap
# 127.0.0.2 is not taken for the same host: there plain-text logins need TLS.
listen = ${process.platform === 'linux' ? '127.0.0.1, 127.0.0.2' : '127.0.0.1'}
login_greeting = Test server ready.
first_valid_uid = 1
mail_location = mdbox:~/mdbox
mail_home = ${dir}/mail/%u
mailbox_list_index = yes
mail_always_cache_fields = flags
mail_attribute_dict = file:%h/dovecot-attributes
mail_max_keyword_length = 50
mail_fsync = never
mdbox_rotate_size = 64M
${person ? unprivileged(person) : `default_internal_user = dovecot\ndefault_login_user = dovenull\nmail_uid = ${uid}\nmail_gid = ${gid}`}
ssl = required
ssl_cert = <${dir}/tls/good.crt
ssl_key = <${dir}/tls/good.key
ssl_ca = <${dir}/tls/ca.pem
ssl_verify_client_cert = yes
ssl_require_crl = no
auth_ssl_username_from_cert = yes
ssl_cert_username_field = commonName
disable_plaintext_auth = yes
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 external anonymous
auth_anonymous_username = bob
auth_master_user_separator = *
auth_failure_delay = 0
auth_username_format = %Lu
passdb {
  driver = passwd-file
  args = ${dir}/masters
  master = yes
  result_success = continue
}
passdb {
  driver = static
  args = nopassword=y
  mechanisms = external
}
passdb {
  driver = passwd-file
  args = ${dir}/users
}
# Every name that begins with t- is a user with mail of its own: tests do not disturb one another.
passdb {
  driver = static
  args = password=secret
  username_filter = t-*
}
userdb {
  driver = passwd-file
  args = ${dir}/users
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${dir}/mail/%u allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort}
    ssl = yes
  }
  service_count = 0
  client_limit = 1000
  process_min_avail = 1
}
service imap {
  process_min_avail = 1
  process_limit = 300
  vsz_limit = 2G
}
service imap-urlauth-login {
  chroot =
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
service auth {
  unix_listener auth-userdb {
    mode = 0666
  }
}
service anvil {
  unix_listener anvil {
    mode = 0666
  }
  # Dovecot slows the logins that follow a failed one; tests fail logins on purpose.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
namespace inbox {
  type = private
  inbox = yes
  separator = /
  prefix =
  mailbox Drafts {
    special_use = \\Drafts
    auto = subscribe
  }
  mailbox Junk {
    special_use = \\Junk
    auto = subscribe
  }
  mailbox Trash {
    special_use = \\Trash
    auto = subscribe
  }
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
  mailbox Archive {
    special_use = \\Archive
    auto = create
  }
}
namespace shared {
  type = shared
  separator = /
  prefix = shared/%%u/
  location = mdbox:%%h/mdbox:INDEXPVT=~/shared/%%u
  subscriptions = no
  list = children
}
namespace public {
  type = public
  separator = /
  prefix = Public/
  location = mdbox:${dir}/public:INDEXPVT=~/public
  subscriptions = no
  list = children
}
mail_plugins = acl quota zlib notify
protocol imap {
  mail_plugins = $mail_plugins imap_acl imap_quota imap_zlib
  mail_max_userip_connections = 200
  imap_metadata = yes
  imap_id_send = name * version *
  imap_urlauth_host = localhost
  imap_idle_notify_interval = 5 s
  imap_max_line_length = 64k
  imap_fetch_failure = no-after
}
plugin {
  acl = vfile
  acl_shared_dict = file:${dir}/shared.db
  quota = count:User quota
  quota_vsizes = yes
  quota_grace = 0
  quota_rule = *:storage=2G
  quota_max_mail_size = 100M
  quota_exceeded_message = Quota exceeded (mailbox for user is full)
}
${extraConfig ?? ''}
`;
}
