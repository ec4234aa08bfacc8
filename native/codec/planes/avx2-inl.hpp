// The bytes of 32 words that hold anything beside a page frame number or offset, each as a plane of a byte for each word. All
// planes have the words in one order, which is nobody's business: they are counted. Included after bytes/avx2-inl.hpp. These
// comments hold for every instruction set.
#ifndef PTE_INLINE
#include "../bytes/avx2-inl.hpp"
#endif

/** Bytes 0, 1, 5 (where asked for), 6 and 7; of bytes 2 to 5 together whether they are all zero, all ones (0xff), or neither. */
struct OuterPlanes {
    Bytes b0, b1, b5, b6, b7, middle;
};

/** Bytes by signed comparison. */
PTE_INLINE ByteMask gt(Bytes a, Bytes b) { return _mm256_cmpgt_epi8(a, b); }
/** Bytes of each 16, in the order of places. */
PTE_INLINE Bytes table_lookup_bytes(Bytes v, __m128i places) {
    return _mm256_shuffle_epi8(v, _mm256_broadcastsi128_si256(places));
}

/** Loads stay in the order of the words, which g++ would else leave: the prefetcher follows no other. */
PTE_INLINE Bytes in_order(Bytes words) {
    asm volatile("" : "+x"(words));
    return words;
}

PTE_INLINE OuterPlanes load_planes(const u64* words, bool fifth) {
    const __m128i outer = _mm_setr_epi8(0, 8, 1, 9, 6, 14, 7, 15, 2, 3, 4, 5, 10, 11, 12, 13);
    Bytes s[8], lo[4], m[4];
    for (int i = 0; i < 8; ++i) s[i] = table_lookup_bytes(in_order(loadu(words + 4 * i)), outer);
    for (int i = 0; i < 4; ++i) {
        lo[i] = _mm256_unpacklo_epi16(s[2 * i], s[2 * i + 1]);
        m[i] = _mm256_unpackhi_epi64(s[2 * i], s[2 * i + 1]);
    }
    const Bytes low01 = _mm256_unpacklo_epi32(lo[0], lo[1]), high01 = _mm256_unpackhi_epi32(lo[0], lo[1]);
    const Bytes low23 = _mm256_unpacklo_epi32(lo[2], lo[3]), high23 = _mm256_unpackhi_epi32(lo[2], lo[3]);
    OuterPlanes p;
    p.b0 = _mm256_unpacklo_epi64(low01, low23), p.b1 = _mm256_unpackhi_epi64(low01, low23);
    p.b6 = _mm256_unpacklo_epi64(high01, high23), p.b7 = _mm256_unpackhi_epi64(high01, high23);
    // Packs saturate with a sign: what is neither 0 nor -1 becomes neither
    p.middle = _mm256_packs_epi16(_mm256_packs_epi32(m[0], m[1]), _mm256_packs_epi32(m[2], m[3]));
    if (fifth) {
        for (Bytes& four : m) four = _mm256_srli_epi32(four, 24);
        p.b5 = _mm256_packus_epi16(_mm256_packus_epi32(m[0], m[1]), _mm256_packus_epi32(m[2], m[3]));
    } else {
        p.b5 = zero();
    }
    return p;
}

/** The greater byte of each two. */
PTE_INLINE Bytes max_bytes(Bytes a, Bytes b) { return _mm256_max_epu8(a, b); }
/** Sums of bytes: those over 255 are 255, or go round. */
PTE_INLINE Bytes add_to_255(Bytes a, Bytes b) { return _mm256_adds_epu8(a, b); }
PTE_INLINE Bytes add_bytes(Bytes a, Bytes b) { return _mm256_add_epi8(a, b); }
/** `yes` in the bytes of the mask, `no` in the others. */
PTE_INLINE Bytes if_then_else(ByteMask m, Bytes yes, Bytes no) { return _mm256_blendv_epi8(no, yes, m); }
/** a | b | c, a | (b & c), a | (~no & v). */
PTE_INLINE Bytes or_of_three(Bytes a, Bytes b, Bytes c) { return a | b | c; }
PTE_INLINE Bytes or_and(Bytes a, Bytes b, Bytes c) { return a | (b & c); }
PTE_INLINE Bytes or_and_not(Bytes a, Bytes no, Bytes v) { return a | _mm256_andnot_si256(no, v); }
/** Of three bits in each place the sum, and what is carried. */
PTE_INLINE Bytes sum_of_bits(Bytes a, Bytes b, Bytes c) { return a ^ b ^ c; }
PTE_INLINE Bytes carry_of_bits(Bytes a, Bytes b, Bytes c) { return (a & b) | (c & (a ^ b)); }
/** How many bytes have a bit, 0 to 7. */
PTE_INLINE unsigned count_bit(Bytes v, unsigned n) {
    const Bytes up = _mm256_sll_epi16(v, _mm_cvtsi32_si128(int(7 - n)));
    return unsigned(__builtin_popcount(unsigned(_mm256_movemask_epi8(up))));
}
