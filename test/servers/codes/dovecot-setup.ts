import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder with users whom Dovecot turns away in rare ways. */
export async function prepareUsers(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'me-codes-'));
  await chmod(dir, 0o755);
  await writeFile(join(dir, 'users'), 'prox:{PLAIN}secret:::::: proxy=y host=127.0.0.1 port=1 nopassword=y\n');
  await writeFile(join(dir, 'auth.lua'), lua);
  return dir;
}

const lua = `function auth_passdb_lookup(req)
  if req.user == "expired" then return dovecot.auth.PASSDB_RESULT_PASS_EXPIRED, "" end
  if req.user == "disabled" then return dovecot.auth.PASSDB_RESULT_USER_DISABLED, "" end
  if req.user == "tempfail" then return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "" end
  return dovecot.auth.PASSDB_RESULT_USER_UNKNOWN, ""
end
`;

/** A server that another server reads mail from. */
export interface ServerBehind {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** Lines of dovecot.conf that make the rare codes possible; `dir` by {@link prepareUsers}. */
export function codesConfig(dir: string, behind: ServerBehind): string {
  return `
passdb {
  driver = passwd-file
  args = ${dir}/users
}
passdb {
  driver = lua
  args = file=${dir}/auth.lua blocking=yes
  mechanisms = plain login
}
protocol imap {
  mail_max_userip_connections = 10
}
plugin {
  quota_max_mail_size = 200k
  # Twice, since the second rule of one user is his own.
  quota_rule2 = behind/*:ignore
  quota_rule3 = behind/*:ignore
}
# No index on disk, so that there are no lasting mod-sequences.
namespace mem {
  type = private
  separator = /
  prefix = mem/
  location = maildir:~/mem:INDEX=MEMORY
  subscriptions = no
  hidden = yes
  list = no
}
# A lock that somebody else holds is waited for a second.
namespace mbx {
  type = private
  separator = /
  prefix = mbx/
  location = mbox:~/mbox
  subscriptions = no
  hidden = yes
  list = no
}
mbox_read_locks = fcntl
mbox_write_locks = fcntl
mbox_lock_timeout = 1 s
# One file for each message, which can be taken away behind the server's back.
namespace single {
  type = private
  separator = /
  prefix = single/
  location = sdbox:~/sdbox
  subscriptions = no
  hidden = yes
  list = no
}
# Mail of a server behind this one, whose refusals are handed on.
namespace behind {
  type = private
  separator = /
  prefix = behind/
  location = imapc:~/behind
  subscriptions = no
  hidden = yes
  list = no
}
imapc_host = 127.0.0.1
imapc_port = ${behind.port}
imapc_user = ${behind.user}
imapc_password = ${behind.password}
`;
}
