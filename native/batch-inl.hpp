// Included once for each instruction set by batch.cpp, which defines PTE_NS, PTE_TARGET and V, the lanes looked at together.
// No include guard: that is the point.

namespace pte::PTE_NS {

inline constexpr std::size_t lanes = sizeof(V) / sizeof(u64);
using V8 = u8 __attribute__((vector_size(lanes)));
using V32 = u32 __attribute__((vector_size(lanes * 4)));

template <class T, class F>
PTE_TARGET PTE_INLINE T load(const F* from) {
    T v;
    std::memcpy(&v, from, sizeof v);
    return v;
}

PTE_TARGET PTE_INLINE void store(const Columns& out, std::size_t i, const Entries<V>& e) {
    const V8 kind = __builtin_convertvector(e.kind, V8), type = __builtin_convertvector(e.type, V8);
    const V32 flags = __builtin_convertvector(e.flags, V32);
    std::memcpy(out.kind + i, &kind, sizeof kind);
    std::memcpy(out.type + i, &type, sizeof type);
    std::memcpy(out.flags + i, &flags, sizeof flags);
    std::memcpy(out.payload + i, &e.payload, sizeof e.payload);
}

PTE_TARGET PTE_INLINE Entries<V> rows_at(const ConstColumns& in, std::size_t i) {
    return {__builtin_convertvector(load<V8>(in.kind + i), V), __builtin_convertvector(load<V8>(in.type + i), V),
            __builtin_convertvector(load<V32>(in.flags + i), V), load<V>(in.payload + i)};
}

PTE_TARGET void decode_all(const Layout& layout, const u64* words, std::size_t n, const Columns& out) noexcept {
    const Layout l = layout;  // a copy no store can alias, so the masks stay in registers
    std::size_t i = 0;
    for (; i + lanes <= n; i += lanes) store(out, i, decode(l, load<V>(words + i)));
    for (; i < n; ++i) store_one(out, i, decode<u64>(l, words[i]));
}

PTE_TARGET std::size_t encode_all(const Layout& layout, const ConstColumns& in, std::size_t n, u64* words) noexcept {
    const Layout l = layout;
    std::size_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        const Entries<V> rows = rows_at(in, i);
        const V made = encode(l, rows), wrong = difference(rows, decode(l, made));
        u64 any = 0;
        for (std::size_t lane = 0; lane < lanes; ++lane) any |= wrong[lane];
        if (any != 0) break;  // the words before the wrong one are written below, one by one
        std::memcpy(words + i, &made, sizeof made);
    }
    for (; i < n; ++i) {
        const Entries<u64> row = row_at(in, i);
        const u64 made = encode<u64>(l, row);
        if (difference(row, decode<u64>(l, made)) != 0) return i;
        words[i] = made;
    }
    return n;
}

}  // namespace pte::PTE_NS
