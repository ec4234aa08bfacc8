// Runs the command several times in one process, which saves starting one for each: argv[2] is a list of argument lists as
// JSON. After each a line with its exit code ends what it wrote to standard output and to standard error.
const pte = require.resolve('../../bin/pte.cjs');
const mark = '\x00exit';
const runs = JSON.parse(process.argv[2]);
let at = -1;

for (const heard of [process, process.stdout, process.stderr]) heard.setMaxListeners(0);
process.on('beforeExit', () => {
  if (at >= runs.length) return;
  if (at >= 0)
    for (const stream of [process.stdout, process.stderr]) stream.write(`${mark} ${process.exitCode ?? 0}\n`);
  process.exitCode = 0;
  if (++at >= runs.length) return;
  process.argv = [process.execPath, pte, ...runs[at]];
  for (const file of Object.keys(require.cache)) if (/[\\/](pte|main)\.cjs$/.test(file)) delete require.cache[file];
  require(pte);
  setImmediate(() => {}); // keeps the process until what runs is over, and `beforeExit` comes again
});
