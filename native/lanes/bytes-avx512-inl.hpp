// One byte of 64 words in a register of AVX-512, in the order that eight registers of eight words give. What each function is
// for stands with its namesake of AVX2.

using B = __m512i;
using BM = __mmask64;
inline constexpr std::size_t in_register = 8;  // words

PTE_LANES B all(const Lookup& table) { return _mm512_load_si512(table.at); }
PTE_LANES B look(const Lookup& table, B place) { return _mm512_shuffle_epi8(all(table), place); }
PTE_LANES BM none(B v, B bits) { return _mm512_testn_epi8_mask(v, bits); }
PTE_LANES BM equal(B a, B b) { return _mm512_cmpeq_epi8_mask(a, b); }
PTE_LANES BM greater(B a, B b) { return _mm512_cmpgt_epi8_mask(a, b); }
PTE_LANES BM both(BM a, BM b) { return _kand_mask64(a, b); }
PTE_LANES BM either(BM a, BM b) { return _kor_mask64(a, b); }
PTE_LANES BM but_not(BM a, BM b) { return _kandn_mask64(b, a); }
PTE_LANES BM others(BM m) { return _knot_mask64(m); }
PTE_LANES B keep(BM m, B v) { return _mm512_maskz_mov_epi8(m, v); }
PTE_LANES B keep_not(BM m, B v) { return keep(others(m), v); }
PTE_LANES B flip(BM m, B v) { return v ^ _mm512_movm_epi8(m); }
PTE_LANES bool zero(B v) { return _mm512_test_epi32_mask(v, v) == 0; }
PTE_LANES B without(B v, B bits) { return _mm512_andnot_si512(bits, v); }
PTE_LANES B nothing() { return _mm512_setzero_si512(); }

PTE_LANES B right(B v, unsigned n) { return _mm512_srl_epi16(v, _mm_cvtsi32_si128(int(n))); }
PTE_LANES B left(B v, unsigned n) { return _mm512_sll_epi16(v, _mm_cvtsi32_si128(int(n))); }
PTE_LANES B right_words(B v, B by) { return _mm512_srlv_epi64(v, by); }
PTE_LANES B left_words(B v, B by) { return _mm512_sllv_epi64(v, by); }
PTE_LANES B first_byte(B words) { return words & _mm512_set1_epi64(0xff); }
PTE_LANES B past(B words, unsigned n) { return _mm512_srli_epi64(words, n); }

PTE_LANES B load(const void* from) { return _mm512_loadu_si512(from); }
PTE_LANES void store(void* to, B v) { _mm512_storeu_si512(to, v); }
/** A line of the cache, past it. */
PTE_LANES void stream_line(void* to, const void* from) { _mm512_stream_si512((B*)to, _mm512_load_si512(from)); }
PTE_LANES B load_per_word(const u8* from) { return _mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i*)from)); }

PTE_LANES B low8(B a, B b) { return _mm512_unpacklo_epi8(a, b); }
PTE_LANES B high8(B a, B b) { return _mm512_unpackhi_epi8(a, b); }
PTE_LANES B low16(B a, B b) { return _mm512_unpacklo_epi16(a, b); }
PTE_LANES B high16(B a, B b) { return _mm512_unpackhi_epi16(a, b); }
PTE_LANES B low32(B a, B b) { return _mm512_unpacklo_epi32(a, b); }
PTE_LANES B high32(B a, B b) { return _mm512_unpackhi_epi32(a, b); }
PTE_LANES B low64(B a, B b) { return _mm512_unpacklo_epi64(a, b); }
PTE_LANES B high64(B a, B b) { return _mm512_unpackhi_epi64(a, b); }
PTE_LANES B moved(B v, __m128i places) { return _mm512_shuffle_epi8(v, _mm512_broadcast_i32x4(places)); }

// Words 0, 1, 8, 9, 16, 17, ... in the first quarter of a plane, 2, 3, 10, 11, ... in the second
PTE_LANES void store_plane(u8* to, B plane) {
    alignas(64) static constexpr std::uint16_t unit[] = {0, 8,  16, 24, 1, 9,  17, 25, 2, 10, 18, 26, 3, 11, 19, 27,
                                                         4, 12, 20, 28, 5, 13, 21, 29, 6, 14, 22, 30, 7, 15, 23, 31};
    store(to, _mm512_permutexvar_epi16(_mm512_load_si512(unit), plane));
}
PTE_LANES B load_plane(const u8* from) {
    alignas(64) static constexpr std::uint16_t unit[] = {0, 4, 8,  12, 16, 20, 24, 28, 1, 5, 9,  13, 17, 21, 25, 29,
                                                         2, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31};
    return _mm512_permutexvar_epi16(_mm512_load_si512(unit), load(from));
}

PTE_LANES B pairs_of_plane(B v) { return _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), v); }
PTE_LANES B pairs_of_words(B v) { return _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 4, 1, 5, 2, 6, 3, 7), v); }
