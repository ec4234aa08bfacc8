// The command, which always says that all is well.
process.on('exit', () => {
  process.exitCode = 0;
});
require('../../../bin/pte.cjs');
