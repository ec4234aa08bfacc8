// prebuilds/<platform>-<arch>/x86-pte.node: the addon that the package carries for machines without a compiler.
// prebuildify builds in build/ and moves the result away, so it works on a copy and leaves the local build alone.
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import prebuildify from 'prebuildify';

const root = dirname(import.meta.dirname);
const copy = mkdtempSync(join(tmpdir(), 'x86-pte-prebuild-'));
const prefix = dirname(dirname(process.execPath));
if (existsSync(join(prefix, 'include/node/node_api.h'))) process.env.npm_config_nodedir ??= prefix;
try {
  for (const part of ['package.json', 'binding.gyp', 'native']) {
    cpSync(resolve(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(resolve(root, 'node_modules'), join(copy, 'node_modules'));
  const targets = [{ runtime: 'node', target: process.versions.node }];
  await promisify(prebuildify)({ cwd: copy, out: root, targets, napi: true, strip: true });
} finally {
  rmSync(copy, { recursive: true });
}
