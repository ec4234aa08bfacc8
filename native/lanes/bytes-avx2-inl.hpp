// One byte of 32 words in a register of AVX2, in the order that eight registers of four words give. A mask is a register too.

using B = __m256i;
using BM = B;
inline constexpr std::size_t in_register = 4;  // words

PTE_LANES B all(const Lookup& table) { return _mm256_load_si256((const B*)table.at); }
PTE_LANES B look(const Lookup& table, B place) { return _mm256_shuffle_epi8(all(table), place); }
PTE_LANES BM none(B v, B bits) { return _mm256_cmpeq_epi8(v & bits, _mm256_setzero_si256()); }
PTE_LANES BM equal(B a, B b) { return _mm256_cmpeq_epi8(a, b); }
PTE_LANES BM greater(B a, B b) { return _mm256_cmpgt_epi8(a, b); }
PTE_LANES BM both(BM a, BM b) { return a & b; }
PTE_LANES BM either(BM a, BM b) { return a | b; }
PTE_LANES BM but_not(BM a, BM b) { return _mm256_andnot_si256(b, a); }
PTE_LANES BM others(BM m) { return m ^ _mm256_set1_epi8(-1); }
PTE_LANES B keep(BM m, B v) { return m & v; }
PTE_LANES B keep_not(BM m, B v) { return _mm256_andnot_si256(m, v); }
PTE_LANES B flip(BM m, B v) { return m ^ v; }
PTE_LANES bool zero(B v) { return _mm256_testz_si256(v, v) != 0; }
PTE_LANES B without(B v, B bits) { return _mm256_andnot_si256(bits, v); }
PTE_LANES B nothing() { return _mm256_setzero_si256(); }

// Of 16-bit units: what comes from the byte beside has to be masked off
PTE_LANES B right(B v, unsigned n) { return _mm256_srl_epi16(v, _mm_cvtsi32_si128(int(n))); }
PTE_LANES B left(B v, unsigned n) { return _mm256_sll_epi16(v, _mm_cvtsi32_si128(int(n))); }
PTE_LANES B right_words(B v, B by) { return _mm256_srlv_epi64(v, by); }
PTE_LANES B left_words(B v, B by) { return _mm256_sllv_epi64(v, by); }
PTE_LANES B first_byte(B words) { return words & _mm256_set1_epi64x(0xff); }
PTE_LANES B past(B words, unsigned n) { return _mm256_srli_epi64(words, int(n)); }

PTE_LANES B load(const void* from) { return _mm256_loadu_si256((const B*)from); }
PTE_LANES void store(void* to, B v) { _mm256_storeu_si256((B*)to, v); }
/** A byte for each word of a register. */
PTE_LANES B load_per_word(const u8* from) {
    int four;
    std::memcpy(&four, from, sizeof four);
    return _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four));
}

PTE_LANES B low8(B a, B b) { return _mm256_unpacklo_epi8(a, b); }
PTE_LANES B high8(B a, B b) { return _mm256_unpackhi_epi8(a, b); }
PTE_LANES B low16(B a, B b) { return _mm256_unpacklo_epi16(a, b); }
PTE_LANES B high16(B a, B b) { return _mm256_unpackhi_epi16(a, b); }
PTE_LANES B low32(B a, B b) { return _mm256_unpacklo_epi32(a, b); }
PTE_LANES B high32(B a, B b) { return _mm256_unpackhi_epi32(a, b); }
PTE_LANES B low64(B a, B b) { return _mm256_unpacklo_epi64(a, b); }
PTE_LANES B high64(B a, B b) { return _mm256_unpackhi_epi64(a, b); }
/** Bytes moved within each 16. */
PTE_LANES B moved(B v, __m128i places) { return _mm256_shuffle_epi8(v, _mm256_broadcastsi128_si256(places)); }

/**
 * Words of a register stay together, so the bytes of words 0, 1, 4, 5, ... are in one half of a plane and those of words
 * 2, 3, 6, 7, ... in the other. A plane in the order of the words:
 */
PTE_LANES void store_plane(u8* to, B plane) {
    const __m128i even = _mm256_castsi256_si128(plane), odd = _mm256_extracti128_si256(plane, 1);
    _mm_storeu_si128((__m128i*)to, _mm_unpacklo_epi16(even, odd));
    _mm_storeu_si128((__m128i*)(to + 16), _mm_unpackhi_epi16(even, odd));
}
PTE_LANES B load_plane(const u8* from) {
    return _mm256_permute4x64_epi64(moved(load(from), _mm_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15)), 0xd8);
}

/** Pairs of flags, from the order of a plane to that of the words, and back. */
PTE_LANES B pairs_of_plane(B v) { return _mm256_permute4x64_epi64(v, 0xd8); }
PTE_LANES B pairs_of_words(B v) { return _mm256_permute4x64_epi64(v, 0xd8); }
