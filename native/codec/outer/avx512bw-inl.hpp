// What a machine with AVX-512BW alone needs two or more steps for; avx512vbmi-inl.hpp does the same in one each.
#ifndef PTE_INLINE
#include "avx512-inl.hpp"
#endif

PTE_INLINE Bytes map_first(const OuterTables& t, Bytes v) {
    const Bytes half = load(t.half);
    return table_lookup(t.mapped_halves[0], v & half) | table_lookup(t.mapped_halves[1], shift_right_16(v, 4) & half);
}
PTE_INLINE Bytes map_half(const HalfMap& map, Bytes v) { return table_lookup(map.by_half, v & load(each(15))); }

PTE_INLINE Bytes bit_of(const Eights& e, Bytes v) {
    return table_lookup(one_of_eight, plus(v ^ load(e.first), load(to_last_eight)));
}

/** Bytes 6, 7, 0 and 1 of words 0 to 7 in even lanes of 32 bits, of words 8 to 15 in odd ones: those of words 0 to 3 in the first
 * 16 bytes and so on, each byte of four words together. */
PTE_INLINE Bytes grouped(Bytes v) {
    const Bytes words = _mm512_permutexvar_epi32(_mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15), v);
    return _mm512_shuffle_epi8(words,
                               _mm512_broadcast_i32x4(_mm_setr_epi8(2, 6, 10, 14, 3, 7, 11, 15, 0, 4, 8, 12, 1, 5, 9, 13)));
}

/** One byte of each word, packed from odd and even lanes as they stand: to the same order. */
PTE_INLINE Bytes in_plane(Bytes packed) {
    alignas(64) static constexpr std::uint16_t unit[] = {0, 8, 2, 10, 4, 12, 6, 14, 16, 24, 18, 26, 20, 28, 22, 30,
                                                         1, 9, 3, 11, 5, 13, 7, 15, 17, 25, 19, 27, 21, 29, 23, 31};
    const __m128i pairs = _mm_setr_epi8(1, 3, 0, 2, 5, 7, 4, 6, 9, 11, 8, 10, 13, 15, 12, 14);
    return _mm512_permutexvar_epi16(_mm512_load_si512(unit), _mm512_shuffle_epi8(packed, _mm512_broadcast_i32x4(pairs)));
}

/** Bytes 6, 7, 0 and 1 of 16 words as they stand, and from what this makes of them the outer bytes of words 0 to 7, 8 to 15. */
PTE_INLINE Bytes before_beside_words(Bytes v) {
    return _mm512_permutexvar_epi32(_mm512_setr_epi32(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15), v);
}
PTE_INLINE Bytes even_words(Bytes v) { return _mm512_ror_epi64(v, 16); }
PTE_INLINE Bytes odd_words(Bytes v) { return _mm512_rol_epi64(v, 16); }
