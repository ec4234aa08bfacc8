import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    typecheck: { include: ['test/**/*.test-d.ts'], tsconfig: 'tsconfig.test.json' },
    testTimeout: 60_000,
    maxWorkers: 2, // one is the default on two cores, and takes half as long again
    coverage: { provider: 'v8', include: ['lib/**', 'spec/**'], reporter: ['text-summary', 'html'] },
  },
});
