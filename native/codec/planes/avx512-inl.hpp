// The outer bytes of 64 words as planes. What each operation means stands with its namesake in avx2-inl.hpp. Two rotations and
// two blends bring the outer four bytes of two words together, where a shuffle for each word would wait for its one port.
#ifndef PTE_INLINE
#include "../bytes/avx512-inl.hpp"
#endif

struct OuterPlanes {
    Bytes b0, b1, b5, b6, b7, middle;
};

PTE_INLINE ByteMask gt(Bytes a, Bytes b) { return _mm512_cmpgt_epi8_mask(a, b); }
PTE_INLINE Bytes table_lookup_bytes(Bytes v, __m128i places) { return _mm512_shuffle_epi8(v, _mm512_broadcast_i32x4(places)); }

PTE_INLINE Bytes in_order(Bytes words) {
    asm volatile("" : "+v"(words));
    return words;
}

PTE_INLINE OuterPlanes load_planes(const u64* words, bool fifth) {
    const __m128i by_byte = _mm_setr_epi8(2, 10, 6, 14, 3, 11, 7, 15, 0, 8, 4, 12, 1, 9, 5, 13);
    const __m128i same_order = _mm_setr_epi8(1, 3, 0, 2, 5, 7, 4, 6, 9, 11, 8, 10, 13, 15, 12, 14);
    Bytes w[8], o[4], m[4];
    for (int i = 0; i < 8; ++i) w[i] = in_order(loadu(words + 8 * i));
    for (int i = 0; i < 4; ++i) {
        const Bytes a = _mm512_rol_epi64(w[2 * i], 16), b = _mm512_ror_epi64(w[2 * i + 1], 16);
        o[i] = table_lookup_bytes(_mm512_mask_blend_epi32(0xaaaa, a, b), by_byte);
        m[i] = _mm512_mask_blend_epi32(0xaaaa, b, a);
    }
    const Bytes low01 = interleave_lower_32(o[0], o[1]), high01 = interleave_upper_32(o[0], o[1]);
    const Bytes low23 = interleave_lower_32(o[2], o[3]), high23 = interleave_upper_32(o[2], o[3]);
    OuterPlanes p;
    p.b0 = interleave_lower_64(low01, low23), p.b1 = interleave_upper_64(low01, low23);
    p.b6 = interleave_lower_64(high01, high23), p.b7 = interleave_upper_64(high01, high23);
    p.middle = _mm512_packs_epi16(_mm512_packs_epi32(m[0], m[1]), _mm512_packs_epi32(m[2], m[3]));
    p.middle = table_lookup_bytes(p.middle, same_order);
    if (fifth) {
        for (Bytes& four : m) four = _mm512_srli_epi32(four, 24);
        p.b5 = _mm512_packus_epi16(_mm512_packus_epi32(m[0], m[1]), _mm512_packus_epi32(m[2], m[3]));
        p.b5 = table_lookup_bytes(p.b5, same_order);
    } else {
        p.b5 = zero();
    }
    return p;
}

PTE_INLINE Bytes max_bytes(Bytes a, Bytes b) { return _mm512_max_epu8(a, b); }
PTE_INLINE Bytes add_to_255(Bytes a, Bytes b) { return _mm512_adds_epu8(a, b); }
PTE_INLINE Bytes add_bytes(Bytes a, Bytes b) { return _mm512_add_epi8(a, b); }
PTE_INLINE Bytes if_then_else(ByteMask m, Bytes yes, Bytes no) { return _mm512_mask_mov_epi8(no, m, yes); }
PTE_INLINE Bytes or_of_three(Bytes a, Bytes b, Bytes c) { return _mm512_ternarylogic_epi64(a, b, c, 0xfe); }
PTE_INLINE Bytes or_and(Bytes a, Bytes b, Bytes c) { return _mm512_ternarylogic_epi64(a, b, c, 0xf8); }
PTE_INLINE Bytes or_and_not(Bytes a, Bytes no, Bytes v) { return _mm512_ternarylogic_epi64(a, no, v, 0xf2); }
PTE_INLINE Bytes sum_of_bits(Bytes a, Bytes b, Bytes c) { return _mm512_ternarylogic_epi64(a, b, c, 0x96); }
PTE_INLINE Bytes carry_of_bits(Bytes a, Bytes b, Bytes c) { return _mm512_ternarylogic_epi64(a, b, c, 0xe8); }
PTE_INLINE unsigned count_bit(Bytes v, unsigned n) {
    return unsigned(__builtin_popcountll(_mm512_test_epi8_mask(v, _mm512_set1_epi8(char(1 << n)))));
}
