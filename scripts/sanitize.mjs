// Builds addon and core with AddressSanitizer and UndefinedBehaviorSanitizer, and runs what goes through them: the
// programs of native/test and the tests of the native door. Arguments choose other tests.
import { execFileSync, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const tests = process.argv.length > 2 ? process.argv.slice(2) : ['test/batch'];

function run(command, args, env = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) {
    console.log(`sanitizers: failed (${command} ${args.join(' ')})`);
    process.exit(1);
  }
}

run('npx', ['cmake-js', 'build', '--out', 'build-sanitize', '--CDPTE_SANITIZE=ON']);
run('cmake', ['-S', '.', '-B', 'build-sanitize-core', '-DPTE_SANITIZE=ON']);
run('cmake', ['--build', 'build-sanitize-core', '--parallel', '2']);
run('ctest', ['--test-dir', 'build-sanitize-core', '--output-on-failure']);
// The tests' own limits are for code that is not instrumented.
run('npx', ['vitest', 'run', '--testTimeout=0', ...tests], {
  PTE_ADDON: join(root, 'build-sanitize/Release/x86_pte.node'),
  PTE_ENGINE: 'native',
  // Node itself is not instrumented, so the runtime must be loaded first, and what Node keeps at exit is no leak of ours.
  LD_PRELOAD: execFileSync('g++', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).trim(),
  // A test asks for more memory than there is, which Node survives.
  ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1',
  UBSAN_OPTIONS: 'print_stacktrace=1',
});
console.log('sanitizers: passed');
