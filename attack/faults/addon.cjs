// The native core with a fault, which ATTACK_FAULT names as `fault` or `fault:calls`: after so many calls of decode() it is
// wrong, throws, ends its thread, or takes all memory. ATTACK_ADDON is the real one. `throw`, `exit` and `memory` befall one
// thread of a pool, and every worker of a fleet.
const { threadId, isMainThread } = require('node:worker_threads');

const real = require(process.env.ATTACK_ADDON);
const [fault, after = '0'] = (process.env.ATTACK_FAULT ?? '').split(':');
const best = real.targets().at(-1);
let target = best;
let calls = 0;
const kept = [];

const first = isMainThread || threadId === 1;
const faults = {
  // Instruction sets that agree in a fault show it to nobody: only one is wrong
  wrong: (kind) => {
    if (target !== best && kind.length > 0) kind[0] ^= 1;
  },
  throw: () => {
    if (first) throw new Error('a fault that was put in');
  },
  exit: () => {
    if (first) process.exit(0);
  },
  memory: () => {
    while (first) kept.push(new Array(1e5).fill(calls));
  },
};

const own = ['decode', 'encode', 'census', 'decide', 'find', 'layout', 'targets'];
module.exports = {
  ...Object.fromEntries(Object.entries(real)),
  ...Object.fromEntries(own.map((name) => [name, (...args) => real[name](...args)])),
  setTarget(name) {
    target = name;
    real.setTarget(name);
  },
  decode(layout, words, kind, ...columns) {
    real.decode(layout, words, kind, ...columns);
    if (++calls > Number(after)) faults[fault]?.(kind);
  },
};
