// The command, beside a thread that waits for ever.
const { Worker } = require('node:worker_threads');

new Worker('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', { eval: true });
require('../../../bin/pte.cjs');
