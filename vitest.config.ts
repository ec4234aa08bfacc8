import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const minutes = 60_000;
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Tests of processes and streams: they run what every shell has, such as mkfifo and sleep, or a compiler. */
const withTools = [
  'test/cli/{pagemap,shellWord,steady}.test.ts',
  'test/crosscheck/{crosscheckCommand,runner}.test.ts',
  'test/files/{child,runTool,save,temporary}.test.ts',
  'test/record/recordCommand.test.ts',
];
const isTool = (name: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)));
const left = ['bash', 'mkfifo', 'sleep', 'cat', 'gcc'].every(isTool) ? [] : withTools;

export default defineConfig({
  // package.json has the built file under this name; tests run from sources.
  resolve: {
    alias: {
      '#engine': here('lib/batch/engine/onNode.ts'),
      '#threads': here('lib/batch/engine/threadsOnNode.ts'),
      typescript: here('test/support/typescript.ts'),
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    // What takes minutes has a name of its own: `PTE_SLOW=1 npx vitest run slow-`
    exclude: [...configDefaults.exclude, ...left, ...(process.env.PTE_SLOW ? [] : ['test/**/slow-*.test.ts'])],
    typecheck: { include: ['test/**/*.test-d.ts'], tsconfig: 'test/tsconfig.json' },
    // No test depends on time: these end what hangs, and no machine is slow enough to meet them.
    testTimeout: 30 * minutes,
    hookTimeout: 10 * minutes,
    pool: 'forks', // the addon has one instruction set for a process, which tests set
    isolate: false, // sources are loaded once for a worker, not once for a file. On two cores there is one worker: a second costs a tenth more
    // Words are bigints, nearly all of them garbage at once: with room for them it is collected in half the processor time.
    execArgv: ['--max-semi-space-size=64', '--single-threaded-gc'],
    coverage: { provider: 'v8', include: ['lib/**', 'spec/**'], reporter: ['text-summary', 'html'] },
  },
});
