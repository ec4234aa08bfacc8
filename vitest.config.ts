import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // package.json has the built file under this name; tests run from sources.
  resolve: { alias: { '#engine': fileURLToPath(new URL('lib/batch/engine/native.ts', import.meta.url)) } },
  test: {
    include: ['test/**/*.test.ts'],
    typecheck: { include: ['test/**/*.test-d.ts'], tsconfig: 'tsconfig.test.json' },
    testTimeout: 60_000,
    maxWorkers: 2, // one is the default on two cores, and takes half as long again
    coverage: { provider: 'v8', include: ['lib/**', 'spec/**'], reporter: ['text-summary', 'html'] },
  },
});
