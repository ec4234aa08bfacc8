// What differs where all bytes of a register can be permuted at once (VBMI) and a byte multiplied by a matrix of bits (GFNI): a
// twelfth of the time. The same operations as in avx512bw-inl.hpp.
#ifndef PTE_INLINE
#include "avx512-inl.hpp"
#endif

PTE_INLINE Bytes map_first(const OuterTables& t, Bytes v) {
    return _mm512_permutexvar_epi8(_mm512_srli_epi16(v, 1), _mm512_load_si512(t.mapped_first));
}
PTE_INLINE Bytes map_half(const HalfMap& map, Bytes v) { return _mm512_gf2p8affine_epi64_epi8(v, load(map.matrix), 0); }
PTE_INLINE Bytes bit_of(const Eights& e, Bytes v) { return _mm512_permutexvar_epi8(v, _mm512_load_si512(e.by_number)); }

struct alignas(64) ByteOrder {
    u8 at[64];
};
PTE_INLINE Bytes ordered(Bytes v, const ByteOrder& order) { return _mm512_permutexvar_epi8(_mm512_load_si512(order.at), v); }

PTE_INLINE Bytes grouped(Bytes v) {
    static constexpr ByteOrder order = [] {
        ByteOrder x{};
        for (unsigned i = 0; i < 64; ++i) {
            const unsigned word = i / 16 * 4 + i % 4, byte = (i / 4 % 4 + 2) % 4;
            x.at[i] = u8(4 * (word < 8 ? 2 * word : 2 * (word - 8) + 1) + byte);
        }
        return x;
    }();
    return ordered(v, order);
}

PTE_INLINE Bytes in_plane(Bytes packed) {
    static constexpr ByteOrder order = [] {
        ByteOrder x{};
        for (unsigned i = 0; i < 64; ++i) {
            const unsigned word = i / 16 * 4 + i % 4, lane = word < 8 ? 2 * word + 1 : 2 * (word - 8);
            x.at[i] = u8(lane / 4 * 16 + i / 4 % 4 * 4 + lane % 4);
        }
        return x;
    }();
    return ordered(packed, order);
}

PTE_INLINE Bytes before_beside_words(Bytes v) { return v; }
constexpr ByteOrder spread_from(unsigned first) {
    ByteOrder x{};
    for (unsigned i = 0; i < 64; ++i) x.at[i] = u8(first + i / 8 * 4 + (i + 2) % 4);
    return x;
}
PTE_INLINE Bytes even_words(Bytes v) {
    static constexpr ByteOrder order = spread_from(0);
    return ordered(v, order);
}
PTE_INLINE Bytes odd_words(Bytes v) {
    static constexpr ByteOrder order = spread_from(32);
    return ordered(v, order);
}
