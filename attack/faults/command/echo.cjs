// The command, which repeats its arguments as they are.
const { writeSync } = require('node:fs');

process.on('exit', () => writeSync(2, `${process.argv.slice(2).join(' ')} \u001b[0m\n`));
require('../../../bin/pte.cjs');
