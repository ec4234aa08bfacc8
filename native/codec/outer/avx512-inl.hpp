// Planes of the outer bytes of 64 words in registers of AVX-512. What each operation means, and for what values, stands with its
// namesake in avx2-inl.hpp.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using Bytes = __m512i;
using ByteMask = __mmask64;
inline constexpr std::size_t words_per_register = 8, outer_block = 8 * words_per_register, chunk = 4 * outer_block;

PTE_INLINE Bytes load(Each bytes) { return _mm512_set1_epi64((long long)bytes); }
PTE_INLINE Bytes load(const Places& table) { return _mm512_broadcast_i32x4(_mm_load_si128((const __m128i*)table.at)); }
PTE_INLINE Bytes loadu(const void* from) { return _mm512_loadu_si512(from); }
PTE_INLINE void storeu(void* to, Bytes v) { _mm512_storeu_si512(to, v); }
PTE_INLINE void stream_line(void* to, const void* from) { _mm512_stream_si512((Bytes*)to, _mm512_load_si512(from)); }
PTE_INLINE Bytes made_here(Bytes v) {
    asm volatile("" : "+v"(v));
    return v;
}
PTE_INLINE Bytes loadu_in_order(const void* from) { return made_here(loadu(from)); }

PTE_INLINE Bytes table_lookup(const Places& table, Bytes place) { return _mm512_shuffle_epi8(load(table), place); }
PTE_INLINE ByteMask test_none(Bytes v, Bytes bits) { return _mm512_testn_epi8_mask(v, bits); }
PTE_INLINE ByteMask test_any(Bytes v, Bytes bits) { return _mm512_test_epi8_mask(v, bits); }
PTE_INLINE ByteMask and_test_none(ByteMask m, Bytes v, Bytes bits) { return _mm512_mask_testn_epi8_mask(m, v, bits); }
PTE_INLINE ByteMask and_test_any(ByteMask m, Bytes v, Bytes bits) { return _mm512_mask_test_epi8_mask(m, v, bits); }
PTE_INLINE ByteMask and_not(ByteMask no, ByteMask m) { return _kandn_mask64(no, m); }
PTE_INLINE Bytes and_not(Bytes no, Bytes v) { return _mm512_andnot_si512(no, v); }
PTE_INLINE ByteMask eq(Bytes a, Bytes b) { return _mm512_cmpeq_epi8_mask(a, b); }
PTE_INLINE ByteMask or_(ByteMask a, ByteMask b) { return _kor_mask64(a, b); }
PTE_INLINE ByteMask not_(ByteMask m) { return _knot_mask64(m); }
PTE_INLINE bool all_bits0(Bytes v) { return _mm512_test_epi32_mask(v, v) == 0; }
PTE_INLINE Bytes or3(Bytes a, Bytes b, Bytes c) { return _mm512_ternarylogic_epi64(a, b, c, 0xfe); }
PTE_INLINE Bytes or_and(Bytes a, Bytes b, Bytes c) { return _mm512_ternarylogic_epi64(a, b, c, 0xf8); }
PTE_INLINE Bytes or_and_not(Bytes a, Bytes no, Bytes c) { return _mm512_ternarylogic_epi64(a, no, c, 0xf2); }
PTE_INLINE Bytes select(Bytes bits, Bytes yes, Bytes no) { return _mm512_ternarylogic_epi64(bits, yes, no, 0xca); }
PTE_INLINE Bytes if_then_else_zero(ByteMask m, Bytes yes) { return _mm512_maskz_mov_epi8(m, yes); }
PTE_INLINE Bytes if_then_zero_else(ByteMask m, Bytes no) { return if_then_else_zero(not_(m), no); }
PTE_INLINE Bytes if_then_else(ByteMask m, Bytes yes, Bytes no) { return _mm512_mask_mov_epi8(no, m, yes); }
PTE_INLINE Bytes plus_if(ByteMask m, Bytes v, Bytes more) { return _mm512_mask_add_epi8(v, m, v, more); }
PTE_INLINE Bytes max(Bytes a, Bytes b) { return _mm512_max_epu8(a, b); }
PTE_INLINE Bytes plus(Bytes a, Bytes b) { return _mm512_add_epi8(a, b); }
PTE_INLINE Bytes shift_right_16(Bytes v, unsigned n) { return _mm512_srl_epi16(v, _mm_cvtsi32_si128(int(n))); }
PTE_INLINE Bytes shift_left_16(Bytes v, unsigned n) { return _mm512_sll_epi16(v, _mm_cvtsi32_si128(int(n))); }
