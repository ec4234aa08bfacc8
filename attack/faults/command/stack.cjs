// The command, which shows where in its own code it found that something was wrong.
const { writeSync } = require('node:fs');

process.on('exit', (code) => {
  if (code === 1) writeSync(2, `${new Error('a fault that was put in').stack}\n`);
});
require('../../../bin/pte.cjs');
