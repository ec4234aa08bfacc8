// Bits of planes counted, with AVX-512. What each operation means stands with its namesake in avx2-counts-inl.hpp.
#ifndef PTE_INLINE
#include "avx512-blocks-inl.hpp"
#endif

PTE_INLINE Bytes zero() { return _mm512_setzero_si512(); }
PTE_INLINE ByteMask gt(Bytes a, Bytes b) { return _mm512_cmpgt_epi8_mask(a, b); }
PTE_INLINE Bytes sum_of_bits(Bytes a, Bytes b, Bytes c) { return _mm512_ternarylogic_epi64(a, b, c, 0x96); }
PTE_INLINE Bytes carry_of_bits(Bytes a, Bytes b, Bytes c) { return _mm512_ternarylogic_epi64(a, b, c, 0xe8); }
PTE_INLINE unsigned count_bit(Bytes v, unsigned n) {
    return unsigned(__builtin_popcountll(_mm512_test_epi8_mask(v, _mm512_set1_epi8(char(1 << n)))));
}
