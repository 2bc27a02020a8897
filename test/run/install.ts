// Installs the packaged extension for the window tests, which run several at a time.
import { join } from 'node:path';
import { cacheDir } from '../setup/paths.mjs';
import { installVsix } from './code-server.ts';

const base = join(cacheDir, 'ui');
console.log(`installed: ${await installVsix(join(base, 'installer'), join(base, 'extensions'))}`);
