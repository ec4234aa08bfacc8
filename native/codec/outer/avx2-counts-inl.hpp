// Bits of planes counted, with AVX2. These comments hold for every instruction set. Included after avx2-inl.hpp.
#ifndef PTE_INLINE
#include "avx2-blocks-inl.hpp"
#endif

PTE_INLINE Bytes zero() { return _mm256_setzero_si256(); }
/** Bytes by signed comparison. */
PTE_INLINE ByteMask gt(Bytes a, Bytes b) { return _mm256_cmpgt_epi8(a, b); }
/** Of three bits in each place the sum, and what is carried. */
PTE_INLINE Bytes sum_of_bits(Bytes a, Bytes b, Bytes c) { return a ^ b ^ c; }
PTE_INLINE Bytes carry_of_bits(Bytes a, Bytes b, Bytes c) { return (a & b) | (c & (a ^ b)); }
/** How many bytes have a bit, 0 to 7. */
PTE_INLINE unsigned count_bit(Bytes v, unsigned n) {
    const Bytes up = _mm256_sll_epi16(v, _mm_cvtsi32_si128(int(7 - n)));
    return unsigned(__builtin_popcount(unsigned(_mm256_movemask_epi8(up))));
}
/** The bit of each number, where it has one. Valid for numbers under 64. */
PTE_INLINE Bytes bit_of(const Eights& e, Bytes v) {
    return table_lookup(one_of_eight, plus(v ^ load(e.first), load(to_last_eight)));
}
