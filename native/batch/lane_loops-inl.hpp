// The loops over whole registers of lanes. Included after the lanes of each instruction set and lane_codec-inl.hpp, in its
// namespace, so without an include guard.
#ifndef PTE_INLINE
#include "../codec/lane_codec-inl.hpp"
#endif

PTE_INLINE void store_rows(const Columns& out, std::size_t i, const Rows& rows) {
    store_bytes(out.kind + i, rows.kind, out.type + i, rows.type);
    std::memcpy(out.flags + i, &rows.flags, sizeof rows.flags);
    store_halves(out.payload + i, rows.payload.low, rows.payload.high);
}

PTE_INLINE Rows load_rows(const ConstColumns& in, std::size_t i) {
    Rows rows;
    rows.kind = load_bytes(in.kind + i), rows.type = load_bytes(in.type + i);
    std::memcpy(&rows.flags, in.flags + i, sizeof rows.flags);
    rows.payload = load_halves(in.payload + i);
    return rows;
}

/** Decodes from word `i` on while there is a register full; returns how far it came. */
std::size_t decode_lanes(const LaneMasks& masks, std::size_t i, std::size_t n, const u64* words, const Columns& out) noexcept {
    const LaneMasks m = masks;  // a copy that no store can alias
    for (; n - i >= lanes; i += lanes) store_rows(out, i, decode(m, load_halves(words + i)));
    return i;
}

/** Encodes from row `i` on while there is a register full and nothing wrong; returns how far it came. */
std::size_t encode_lanes(const LaneMasks& masks, std::size_t i, std::size_t n, const ConstColumns& in, u64* words) noexcept {
    const LaneMasks m = masks;
    for (; n - i >= lanes; i += lanes) {
        const Encoded encoded = encode(m, load_rows(in, i));
        if (!all_bits0(encoded.wrong)) break;
        store_halves(words + i, encoded.word.low, encoded.word.high);
    }
    return i;
}
