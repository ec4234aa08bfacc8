// One byte of 32 words in a register of AVX2: a plane, for passes that only read. A mask is a register too, all ones or all zeros
// in each byte. These comments hold for every instruction set. Names are Highway's in snake_case; native/README.md has them on
// one page.
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

/** What the table holds at each place. Valid for places in 0..15; for others some byte. */
PTE_INLINE Bytes table_lookup(const ByteTable& table, Bytes place) { return _mm256_shuffle_epi8(load(table), place); }
/** Within each 16 bytes, those of `v` at these places. Valid for places in 0..15. */
template <int... places>
PTE_INLINE Bytes shuffle_bytes(Bytes v) {
    return _mm256_shuffle_epi8(v, _mm256_broadcastsi128_si256(_mm_setr_epi8(places...)));
}

/** The bytes of `v` that have none of the bits. Any v and bits. */
PTE_INLINE ByteMask test_none(Bytes v, Bytes bits) { return _mm256_cmpeq_epi8(v & bits, _mm256_setzero_si256()); }
/** The bytes that are equal. Any a and b. */
PTE_INLINE ByteMask eq(Bytes a, Bytes b) { return _mm256_cmpeq_epi8(a, b); }
/** a - b, or zero where that is below zero. Any a and b. */
PTE_INLINE Bytes saturated_sub(Bytes a, Bytes b) { return _mm256_subs_epu8(a, b); }
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
/** Words shifted, all by one number. Valid for n in 0..63. */
PTE_INLINE Bytes shift_right_words(Bytes words, unsigned n) { return _mm256_srli_epi64(words, int(n)); }
/** Which of two shifts each word takes, as the next two functions ask for it: here the number itself. */
PTE_INLINE Bytes shift_key(ByteMask mapped, TwoShifts two) {
    return _mm256_blendv_epi8(_mm256_set1_epi8(char(two.swapped)), _mm256_set1_epi8(char(two.mapped)), mapped);
}
/** Words shifted, each by the key in its own low byte. */
PTE_INLINE Bytes shift_right_by_low_byte(Bytes words, TwoShifts) {
    return _mm256_srlv_epi64(words, words & _mm256_set1_epi64x(0xff));
}
/** The words of register `i` of a block shifted, each by its byte of the key, whose bytes are in the order of the words. */
PTE_INLINE Bytes shift_left_by_key(Bytes words, const Bytes& key, std::size_t i, TwoShifts) {
    int four;
    std::memcpy(&four, (const u8*)&key + sizeof four * i, sizeof four);
    return _mm256_sllv_epi64(words, _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four)));
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
    const Bytes halves = shuffle_bytes<0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15>(loadu(from));
    return _mm256_permute4x64_epi64(halves, 0xd8);
}

/** Pairs of flags, from the order of a plane to that of the words, and back. */
PTE_INLINE Bytes pairs_of_plane(Bytes v) { return _mm256_permute4x64_epi64(v, 0xd8); }
PTE_INLINE Bytes pairs_of_words(Bytes v) { return _mm256_permute4x64_epi64(v, 0xd8); }
