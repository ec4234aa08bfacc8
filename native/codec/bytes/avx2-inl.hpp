// One byte of 32 words in a register of AVX2: a plane. A mask is a register too, all ones or all zeros in each byte. These
// comments hold for every instruction set. Names are Highway's in snake_case; native/README.md has them on one page.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

/** A byte of each of many words, or, where said, words. The operators & | ^ work on it. */
using Bytes = __m256i;
/** True or false for each byte. */
using ByteMask = Bytes;
inline constexpr std::size_t words_per_register = 4;

/** Zero in every byte. */
PTE_INLINE Bytes zero() { return _mm256_setzero_si256(); }
/** A table as it stands in memory; one made by everywhere() is the same number in every byte. */
PTE_INLINE Bytes load(const ByteTable& table) { return _mm256_load_si256((const Bytes*)table.at); }
/** A register full from or to any address. */
PTE_INLINE Bytes loadu(const void* from) { return _mm256_loadu_si256((const Bytes*)from); }
PTE_INLINE void storeu(void* to, Bytes v) { _mm256_storeu_si256((Bytes*)to, v); }

/** What the table holds at the place that the low 4 bits of each byte give. Valid for places below 128; zero for others. */
PTE_INLINE Bytes table_lookup(const ByteTable& table, Bytes place) { return _mm256_shuffle_epi8(load(table), place); }
/** Within each 16 bytes, those of `v` at these places. Valid for places in 0..15. */
PTE_INLINE Bytes table_lookup_bytes(Bytes v, __m128i places) {
    return _mm256_shuffle_epi8(v, _mm256_broadcastsi128_si256(places));
}

/** The bytes of `v` that have none of the bits. Any v and bits. */
PTE_INLINE ByteMask test_none(Bytes v, Bytes bits) { return _mm256_cmpeq_epi8(v & bits, _mm256_setzero_si256()); }
/** The bytes that are equal. Any a and b. */
PTE_INLINE ByteMask eq(Bytes a, Bytes b) { return _mm256_cmpeq_epi8(a, b); }
/** The bytes of `a` that are greater. Valid for b below 128; an a from 128 up counts as negative. */
PTE_INLINE ByteMask gt(Bytes a, Bytes b) { return _mm256_cmpgt_epi8(a, b); }
/** Whether every byte is zero. Any v. */
PTE_INLINE bool all_bits0(Bytes v) { return _mm256_testz_si256(v, v) != 0; }

/** The bytes that are in both masks, in either, not in the mask. */
PTE_INLINE ByteMask and_(ByteMask a, ByteMask b) { return a & b; }
PTE_INLINE ByteMask or_(ByteMask a, ByteMask b) { return a | b; }
PTE_INLINE ByteMask not_(ByteMask m) { return m ^ _mm256_set1_epi8(-1); }
/** ~no & v, of masks and of bytes. Any no and v. */
PTE_INLINE Bytes and_not(Bytes no, Bytes v) { return _mm256_andnot_si256(no, v); }

/** `yes` in the bytes of the mask, zero in the others. Any yes. */
PTE_INLINE Bytes if_then_else_zero(ByteMask m, Bytes yes) { return m & yes; }
/** Zero in the bytes of the mask, `no` in the others. Any no. */
PTE_INLINE Bytes if_then_zero_else(ByteMask m, Bytes no) { return _mm256_andnot_si256(m, no); }
/** ~v in the bytes of the mask, v in the others. Any v. */
PTE_INLINE Bytes if_then_not(ByteMask m, Bytes v) { return m ^ v; }

/** Units of 16 bits shifted: what comes from the byte beside is to be masked off. Valid for n in 0..8. */
PTE_INLINE Bytes shift_right_16(Bytes v, unsigned n) { return _mm256_srl_epi16(v, _mm_cvtsi32_si128(int(n))); }
PTE_INLINE Bytes shift_left_16(Bytes v, unsigned n) { return _mm256_sll_epi16(v, _mm_cvtsi32_si128(int(n))); }
/** Words shifted, each by its own number. Valid for by in 0..63; zero from 64 up. */
PTE_INLINE Bytes shift_right_words(Bytes words, Bytes by) { return _mm256_srlv_epi64(words, by); }
PTE_INLINE Bytes shift_left_words(Bytes words, Bytes by) { return _mm256_sllv_epi64(words, by); }
/** Words shifted, all by one number. Valid for n in 0..63. */
PTE_INLINE Bytes shift_right_words(Bytes words, unsigned n) { return _mm256_srli_epi64(words, int(n)); }
/** The low byte of each word, the rest of it zero. */
PTE_INLINE Bytes low_byte_of_words(Bytes words) { return words & _mm256_set1_epi64x(0xff); }
/** A word for each byte in memory. Valid for any address that has words_per_register bytes. */
PTE_INLINE Bytes load_byte_per_word(const u8* from) {
    int four;
    std::memcpy(&four, from, sizeof four);
    return _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four));
}

/** The lower or the upper half of each 16 bytes of `a` and of `b`, by turns: units of 8, 16, 32 or 64 bits. */
PTE_INLINE Bytes interleave_lower_8(Bytes a, Bytes b) { return _mm256_unpacklo_epi8(a, b); }
PTE_INLINE Bytes interleave_upper_8(Bytes a, Bytes b) { return _mm256_unpackhi_epi8(a, b); }
PTE_INLINE Bytes interleave_lower_16(Bytes a, Bytes b) { return _mm256_unpacklo_epi16(a, b); }
PTE_INLINE Bytes interleave_upper_16(Bytes a, Bytes b) { return _mm256_unpackhi_epi16(a, b); }
PTE_INLINE Bytes interleave_lower_32(Bytes a, Bytes b) { return _mm256_unpacklo_epi32(a, b); }
PTE_INLINE Bytes interleave_upper_32(Bytes a, Bytes b) { return _mm256_unpackhi_epi32(a, b); }
PTE_INLINE Bytes interleave_lower_64(Bytes a, Bytes b) { return _mm256_unpacklo_epi64(a, b); }
PTE_INLINE Bytes interleave_upper_64(Bytes a, Bytes b) { return _mm256_unpackhi_epi64(a, b); }

/**
 * Words of a register stay together, so the bytes of words 0, 1, 4, 5, ... are in one half of a plane and those of words
 * 2, 3, 6, 7, ... in the other. A plane to and from memory, where its bytes are in the order of the words:
 */
PTE_INLINE void store_plane(u8* to, Bytes plane) {
    const __m128i even = _mm256_castsi256_si128(plane), odd = _mm256_extracti128_si256(plane, 1);
    _mm_storeu_si128((__m128i*)to, _mm_unpacklo_epi16(even, odd));
    _mm_storeu_si128((__m128i*)(to + 16), _mm_unpackhi_epi16(even, odd));
}
PTE_INLINE Bytes load_plane(const u8* from) {
    const __m128i places = _mm_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
    return _mm256_permute4x64_epi64(table_lookup_bytes(loadu(from), places), 0xd8);
}

/** Pairs of flags, from the order of a plane to that of the words, and back. */
PTE_INLINE Bytes pairs_of_plane(Bytes v) { return _mm256_permute4x64_epi64(v, 0xd8); }
PTE_INLINE Bytes pairs_of_words(Bytes v) { return _mm256_permute4x64_epi64(v, 0xd8); }
