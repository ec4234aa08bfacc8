// One byte of 64 words in a register of AVX-512: a plane, for passes that only read. What each operation means, and for what
// values, stands with its namesake in avx2-inl.hpp.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using Bytes = __m512i;
using ByteMask = __mmask64;
inline constexpr std::size_t words_per_register = 8;

PTE_INLINE Bytes load(const ByteTable& table) { return _mm512_load_si512(table.at); }
PTE_INLINE Bytes table_lookup(const ByteTable& table, Bytes place) { return _mm512_shuffle_epi8(load(table), place); }
PTE_INLINE ByteMask test_none(Bytes v, Bytes bits) { return _mm512_testn_epi8_mask(v, bits); }
PTE_INLINE ByteMask eq(Bytes a, Bytes b) { return _mm512_cmpeq_epi8_mask(a, b); }
PTE_INLINE Bytes saturated_sub(Bytes a, Bytes b) { return _mm512_subs_epu8(a, b); }
PTE_INLINE ByteMask and_(ByteMask a, ByteMask b) { return _kand_mask64(a, b); }
PTE_INLINE ByteMask or_(ByteMask a, ByteMask b) { return _kor_mask64(a, b); }
PTE_INLINE ByteMask and_not(ByteMask no, ByteMask m) { return _kandn_mask64(no, m); }
PTE_INLINE ByteMask not_(ByteMask m) { return _knot_mask64(m); }
PTE_INLINE Bytes if_then_else_zero(ByteMask m, Bytes yes) { return _mm512_maskz_mov_epi8(m, yes); }
PTE_INLINE Bytes if_then_zero_else(ByteMask m, Bytes no) { return if_then_else_zero(not_(m), no); }
PTE_INLINE Bytes if_then_not(ByteMask m, Bytes v) { return v ^ _mm512_movm_epi8(m); }
PTE_INLINE bool all_bits0(Bytes v) { return _mm512_test_epi32_mask(v, v) == 0; }
PTE_INLINE Bytes and_not(Bytes no, Bytes v) { return _mm512_andnot_si512(no, v); }
PTE_INLINE Bytes zero() { return _mm512_setzero_si512(); }

PTE_INLINE Bytes shift_right_16(Bytes v, unsigned n) { return _mm512_srl_epi16(v, _mm_cvtsi32_si128(int(n))); }
PTE_INLINE Bytes shift_left_16(Bytes v, unsigned n) { return _mm512_sll_epi16(v, _mm_cvtsi32_si128(int(n))); }
PTE_INLINE Bytes shift_key(ByteMask mapped, TwoShifts two) {
    return _mm512_mask_blend_epi8(mapped, _mm512_set1_epi8(char(two.swapped)), _mm512_set1_epi8(char(two.mapped)));
}
PTE_INLINE Bytes shift_right_by_low_byte(Bytes words, TwoShifts) {
    return _mm512_srlv_epi64(words, words & _mm512_set1_epi64(0xff));
}
PTE_INLINE Bytes shift_left_by_key(Bytes words, const Bytes& key, std::size_t i, TwoShifts) {
    return _mm512_sllv_epi64(words, _mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i*)((const u8*)&key + 8 * i))));
}
PTE_INLINE Bytes shift_right_words(Bytes words, unsigned n) { return _mm512_srli_epi64(words, n); }

PTE_INLINE Bytes loadu(const void* from) { return _mm512_loadu_si512(from); }
PTE_INLINE void storeu(void* to, Bytes v) { _mm512_storeu_si512(to, v); }

PTE_INLINE Bytes interleave_lower_8(Bytes a, Bytes b) { return _mm512_unpacklo_epi8(a, b); }
PTE_INLINE Bytes interleave_upper_8(Bytes a, Bytes b) { return _mm512_unpackhi_epi8(a, b); }
PTE_INLINE Bytes interleave_lower_16(Bytes a, Bytes b) { return _mm512_unpacklo_epi16(a, b); }
PTE_INLINE Bytes interleave_upper_16(Bytes a, Bytes b) { return _mm512_unpackhi_epi16(a, b); }
PTE_INLINE Bytes interleave_lower_32(Bytes a, Bytes b) { return _mm512_unpacklo_epi32(a, b); }
PTE_INLINE Bytes interleave_upper_32(Bytes a, Bytes b) { return _mm512_unpackhi_epi32(a, b); }
PTE_INLINE Bytes interleave_lower_64(Bytes a, Bytes b) { return _mm512_unpacklo_epi64(a, b); }
PTE_INLINE Bytes interleave_upper_64(Bytes a, Bytes b) { return _mm512_unpackhi_epi64(a, b); }
template <int... places>
PTE_INLINE Bytes shuffle_bytes(Bytes v) {
    return _mm512_shuffle_epi8(v, _mm512_broadcast_i32x4(_mm_setr_epi8(places...)));
}

// Words 0, 1, 8, 9, 16, 17, ... in the first quarter of a plane, 2, 3, 10, 11, ... in the second
PTE_INLINE void store_plane(u8* to, Bytes plane) {
    alignas(64) static constexpr std::uint16_t unit[] = {0, 8,  16, 24, 1, 9,  17, 25, 2, 10, 18, 26, 3, 11, 19, 27,
                                                         4, 12, 20, 28, 5, 13, 21, 29, 6, 14, 22, 30, 7, 15, 23, 31};
    storeu(to, _mm512_permutexvar_epi16(_mm512_load_si512(unit), plane));
}
PTE_INLINE Bytes load_plane(const u8* from) {
    alignas(64) static constexpr std::uint16_t unit[] = {0, 4, 8,  12, 16, 20, 24, 28, 1, 5, 9,  13, 17, 21, 25, 29,
                                                         2, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31};
    return _mm512_permutexvar_epi16(_mm512_load_si512(unit), loadu(from));
}

PTE_INLINE Bytes pairs_of_plane(Bytes v) { return _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), v); }
PTE_INLINE Bytes pairs_of_words(Bytes v) { return _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 4, 1, 5, 2, 6, 3, 7), v); }
