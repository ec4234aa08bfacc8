// The core as WebAssembly, for wherever no addon loads. lib/batch/engine/wasm.ts is its one caller: it divides the memory, from
// __heap_base on, and hands over places in it. What it calls here says how many entries were done, all of them or those before
// the first that cannot be. A function more is a PTE_DOOR here, a line in `Core` of wasmCore.ts, and a call of overBlocks()
// there.
#include <cstdint>
#include <cstring>

#include "../batch/decision_table.hpp"
#include "../codec/codec.hpp"
#include "../codec/columns.hpp"
#include "../codec/intrinsics.hpp"
#include "door.hpp"

#define PTE_INLINE [[gnu::always_inline]] inline

namespace pte::scalar {
#include "../batch/lane_loops-inl.hpp"
}

namespace pte::simd128 {
#include "../codec/lanes/simd128-inl.hpp"
#include "../codec/lane_codec-inl.hpp"
#include "../batch/lane_loops-inl.hpp"
#include "../codec/bytes/simd128-inl.hpp"
#include "../codec/byte_codec-inl.hpp"
#include "../batch/byte_loops-inl.hpp"
}  // namespace pte::simd128

using namespace pte;
using wasm::masks, wasm::tables;

// By blocks of bytes, by registers of lanes, and what is left one at a time
PTE_DOOR(decode)
std::size_t door_decode(std::size_t n, const u64* words, u8* kind, u8* type, u32* flags, u64* payload) {
    const Columns out{kind, type, flags, payload};
    const std::size_t blocks = tables.fits ? simd128::decode_bytes(tables, n, words, out) : 0;
    return scalar::decode_lanes(masks, simd128::decode_lanes(masks, blocks, n, words, out), n, words, out);
}
PTE_DOOR(encode)
std::size_t door_encode(std::size_t n, const u8* kind, const u8* type, const u32* flags, const u64* payload, u64* words) {
    const ConstColumns in{kind, type, flags, payload};
    const std::size_t blocks = tables.fits ? simd128::encode_bytes(tables, n, in, words) : 0;
    return scalar::encode_lanes(masks, simd128::encode_lanes(masks, blocks, n, in, words), n, in, words);
}

/** Makes `size` rows of a table of kernel logic from its columns. */
PTE_DOOR(table)
void door_table(std::size_t size, const u64* base, const u64* flip, const u8* shift, const u8* source, DecisionRow* rows) {
    for (std::size_t i = 0; i < size; ++i)
        rows[i] = {base[i], flip[i], shift[i], source[i] < no_decision ? source[i] : no_decision};
}
PTE_DOOR(decide)
std::size_t door_decide(std::size_t n, const DecisionRow* table, u64 mask, unsigned facts_wide, const u64* words, const u8* facts,
                        const u64* pfns, const u64* copies, u64* out, u32* rows) {
    return decide_batch({table, mask, facts_wide}, {words, facts, pfns, copies, out, rows}, n);
}
