#!/usr/bin/env node
// The command. npx links this file in a clone that is not built yet, too, so it exists before the build does.
import { existsSync } from 'node:fs';

const main = new URL('../dist/lib/cli/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  console.error('expected a built x86-pte, got its sources only: run "npm ci" in this folder first');
  process.exitCode = 1;
}
