// The native core with a fault, which PTE_ADDON names: PTE_FAULT says which, in the thread of PTE_FAULT_THREAD (the first; 0 is
// the process), after so many calls.
const { closeSync, openSync } = require('node:fs');
const { threadId } = require('node:worker_threads');
const core = require(process.env.PTE_FAULT_CORE);

const held = [];
/** What goes wrong, instead of or after decode(). `words` is one word where a difference is being made smaller. */
const faults = {
  none() {},
  differs(_words, kind) {
    kind[0] ^= 1;
  },
  throws() {
    throw new Error('boom \x1b[31m');
  },
  exits: () => process.exit(0),
  crashes: () => process.kill(process.pid, 'SIGSEGV'),
  memory() {
    for (;;) held.push(new Array(1e5).fill(held.length));
  },
  hangs() {
    for (;;);
  },
  // Native code that never comes back: no writer ever opens it.
  blocks: () => closeSync(openSync(process.env.PTE_FAULT_FIFO, 'r')),
  // Shows a difference, and is gone when that is looked at again.
  vanishes(words, kind) {
    if (words.length === 1) process.exit(0);
    kind[0] ^= 1;
  },
};
const fault = faults[process.env.PTE_FAULT];
const after = Number(process.env.PTE_FAULT_AFTER);
const thread = Number(process.env.PTE_FAULT_THREAD ?? 1);
let calls = 0;
let target = core.targets().at(-1);

module.exports = {
  ...core,
  setTarget(name) {
    target = name;
    core.setTarget(name);
  },
  decode(layout, words, kind, ...columns) {
    core.decode(layout, words, kind, ...columns);
    // The best instruction set is right: a difference is one between two.
    if (threadId === thread && target !== core.targets().at(-1) && calls++ >= after) fault(words, kind);
  },
};
