// The command, which does not print a difference that it found.
const write = process.stdout.write.bind(process.stdout);
const found = /differ|"difference":|mismatch/;

process.stdout.write = (text, ...more) => write(found.test(text) ? '' : text, ...more);
require('../../../bin/pte.cjs');
