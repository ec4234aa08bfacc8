// What bundlers make of the package: esbuild for Node, Vite for a page.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { shown, told, waits } from '../browser.mjs';
import { found, own, program, word } from './doors.mjs';
import { emptyFolder, expect, prebuilt, prints, tool } from './place.mjs';

const later = `import { decodeBatchAsync, engineReady } from 'x86-pte';
const many = new BigUint64Array(200_000).fill(${word}n);
const ready = Promise.all([engineReady(), decodeBatchAsync(k, many, { threads: 2 })]);
ready.then(([engine, { payload }]) => { all.push(engine.name, String(payload[199_999])); return all.join(' '); })`;
const finds = (engine) => `${found(own)} ${engine} 512`;

/** Bundled for require() and for import, then run where nothing else is; with the addon where PTE_ADDON names it. */
export function bundledByEsbuild(cwd) {
  writeFileSync(join(cwd, 'bundled.mjs'), `${program('import', own)}${later}.then(console.log);\n`);
  const alone = emptyFolder('alone');
  copyFileSync(join(cwd, 'node_modules/x86-pte', prebuilt), join(alone, 'x86-pte.node'));
  for (const [format, file] of Object.entries({ cjs: 'bundle.cjs', esm: 'bundle.mjs' })) {
    const flags = ['--bundle', '--platform=node', `--format=${format}`, `--outfile=${join(alone, file)}`];
    tool('esbuild', ['bundled.mjs', ...flags, '--log-level=error'], cwd);
    prints(alone, file, finds('wasm'));
    prints(alone, file, finds('native'), { env: { PTE_ADDON: 'x86-pte.node' } });
  }
}

/** Built by Vite as an application, and opened in a browser. */
export async function builtByVite(cwd) {
  const html = `<!doctype html><meta charset="utf-8"><body>${waits}<script type="module" src="/page.js"></script></body>\n`;
  writeFileSync(join(cwd, 'index.html'), html);
  writeFileSync(
    join(cwd, 'page.js'),
    `${program('import', own)}${told}\n${later}.then(told, (e) => told('failed: ' + e));\n`,
  );
  await build({ root: cwd, configFile: false, logLevel: 'error' });
  const built = (path) => join(cwd, 'dist', path === '/' ? 'index.html' : path);
  const got = await shown((path) => (existsSync(built(path)) ? readFileSync(built(path)) : undefined));
  expect('the page', finds('wasm'), got);
}
