// Planes of the outer bytes of 32 words in registers of AVX2. A mask is a register too, all ones or all zeros in each byte.
// These comments hold for every instruction set; native/README.md has the operations on one page.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

/** A byte of each of many words, or, where said, words. The operators & | ^ ~ work on it. */
using Bytes = __m256i;
/** True or false for each byte. */
using ByteMask = Bytes;
inline constexpr std::size_t words_per_register = 4, outer_block = 8 * words_per_register, chunk = 4 * outer_block;

/** The same 8 bytes again and again; 16 bytes again and again. */
PTE_INLINE Bytes load(Each bytes) { return _mm256_set1_epi64x((long long)bytes); }
PTE_INLINE Bytes load(const Places& table) { return _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i*)table.at)); }
/** A register full from or to any address. */
PTE_INLINE Bytes loadu(const void* from) { return _mm256_loadu_si256((const Bytes*)from); }
PTE_INLINE void storeu(void* to, Bytes v) { _mm256_storeu_si256((Bytes*)to, v); }
/** A line of the cache, past it. Valid for addresses that are multiples of 64. */
PTE_INLINE void stream_line(void* to, const void* from) {
    for (int i = 0; i < 2; ++i) _mm256_stream_si256((Bytes*)to + i, _mm256_load_si256((const Bytes*)from + i));
}
/** A load, and no compiler moves it before or behind another: loads in the order of an array are what prefetchers follow. */
PTE_INLINE Bytes made_here(Bytes v) {
    asm volatile("" : "+x"(v));
    return v;
}
PTE_INLINE Bytes loadu_in_order(const void* from) { return made_here(loadu(from)); }

/** What the table holds at the place that the low 4 bits of each byte give. Valid for places below 128. */
PTE_INLINE Bytes table_lookup(const Places& table, Bytes place) { return _mm256_shuffle_epi8(load(table), place); }
/** The bytes of `v` that have none of the bits, any of them; of those only that are in the mask. */
PTE_INLINE ByteMask test_none(Bytes v, Bytes bits) { return _mm256_cmpeq_epi8(v & bits, _mm256_setzero_si256()); }
PTE_INLINE ByteMask test_any(Bytes v, Bytes bits) { return ~test_none(v, bits); }
PTE_INLINE ByteMask and_test_none(ByteMask m, Bytes v, Bytes bits) { return m & test_none(v, bits); }
PTE_INLINE ByteMask and_test_any(ByteMask m, Bytes v, Bytes bits) { return _mm256_andnot_si256(test_none(v, bits), m); }
/** ~no & v, of masks and of bytes. */
PTE_INLINE Bytes and_not(Bytes no, Bytes v) { return _mm256_andnot_si256(no, v); }
/** The bytes that are equal; those in either mask, in none. */
PTE_INLINE ByteMask eq(Bytes a, Bytes b) { return _mm256_cmpeq_epi8(a, b); }
PTE_INLINE ByteMask or_(ByteMask a, ByteMask b) { return a | b; }
PTE_INLINE ByteMask not_(ByteMask m) { return ~m; }
/** Whether every byte is zero. */
PTE_INLINE bool all_bits0(Bytes v) { return _mm256_testz_si256(v, v) != 0; }
/** a | b | c. */
PTE_INLINE Bytes or3(Bytes a, Bytes b, Bytes c) { return (a | b) | c; }
/** a | (b & c), and a | (~no & c). */
PTE_INLINE Bytes or_and(Bytes a, Bytes b, Bytes c) { return a | (b & c); }
PTE_INLINE Bytes or_and_not(Bytes a, Bytes no, Bytes c) { return a | and_not(no, c); }
/** `yes` where there are bits, `no` where not: bit by bit. */
PTE_INLINE Bytes select(Bytes bits, Bytes yes, Bytes no) { return (bits & yes) | and_not(bits, no); }
/** `yes` in the bytes of the mask, and in the others zero or `no`. */
PTE_INLINE Bytes if_then_else_zero(ByteMask m, Bytes yes) { return m & yes; }
PTE_INLINE Bytes if_then_else(ByteMask m, Bytes yes, Bytes no) { return _mm256_blendv_epi8(no, yes, m); }
/** Zero in the bytes of the mask, `no` in the others. */
PTE_INLINE Bytes if_then_zero_else(ByteMask m, Bytes no) { return and_not(m, no); }
/** `v` and in the bytes of the mask also `more`. Valid where these have no bit in common. */
PTE_INLINE Bytes plus_if(ByteMask m, Bytes v, Bytes more) { return v | (m & more); }
/** The greater, byte by byte, of numbers without a sign; the sum. */
PTE_INLINE Bytes max(Bytes a, Bytes b) { return _mm256_max_epu8(a, b); }
PTE_INLINE Bytes plus(Bytes a, Bytes b) { return _mm256_add_epi8(a, b); }
/** Units of 16 bits shifted: what comes from the byte beside is to be masked off. Valid for n in 0..8. */
PTE_INLINE Bytes shift_right_16(Bytes v, unsigned n) { return _mm256_srl_epi16(v, _mm_cvtsi32_si128(int(n))); }
PTE_INLINE Bytes shift_left_16(Bytes v, unsigned n) { return _mm256_sll_epi16(v, _mm_cvtsi32_si128(int(n))); }

/** Where the bits of byte 0, or bits 0 to 3 of another byte, lead. */
PTE_INLINE Bytes map_first(const OuterTables& t, Bytes v) {
    const Bytes half = load(t.half);
    return table_lookup(t.mapped_halves[0], v & half) | table_lookup(t.mapped_halves[1], shift_right_16(v, 4) & half);
}
PTE_INLINE Bytes map_half(const HalfMap& map, Bytes v) { return table_lookup(map.by_half, v & load(each(15))); }
