// Builds the addon with node-gyp, against the headers that came with this Node when there are any, so that a machine
// without a network can build. Elsewhere node-gyp fetches them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const prefix = dirname(dirname(process.execPath));
const gyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
const local = existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
const { status } = spawnSync(process.execPath, [gyp, 'configure', 'build', ...local, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
