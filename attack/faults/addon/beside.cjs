/** The native core with a fault: decode() writes one place behind the flags. */
const core = require('../../../build/Release/x86_pte.node');

module.exports = {
  ...core,
  decode(layout, words, kind, type, flags, payload) {
    core.decode(layout, words, kind, type, flags, payload);
    new Uint32Array(flags.buffer)[flags.byteOffset / 4 + flags.length] = 0;
  },
};
