// What tables of kernel logic do with words, with AVX-512. What each operation means stands with its namesake in
// avx2-placed-inl.hpp.
#ifndef PTE_INLINE
#include "avx512-inl.hpp"
#endif

PTE_INLINE WordVec load_bytes_as_words(const u8* from) { return _mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i*)from)); }
PTE_INLINE void store_low_halves(u32* to, WordVec w) { _mm256_storeu_si256((__m256i*)to, _mm512_cvtepi64_epi32(w)); }
PTE_INLINE WordVec shifted_up(WordVec w, WordVec n) { return _mm512_sllv_epi64(w, n); }
PTE_INLINE WordVec shifted_down(WordVec w, WordVec n) { return _mm512_srlv_epi64(w, n); }
PTE_INLINE WordVec or_kept(WordVec w, WordVec v, WordVec bits) { return _mm512_ternarylogic_epi64(w, v, bits, 0xf8); }
PTE_INLINE WordVec xor_kept(WordVec w, WordVec v, WordVec bits) { return _mm512_ternarylogic_epi64(w, v, bits, 0x78); }
PTE_INLINE WordVec by_bits(WordVec w, WordVec bits, WordVec none, WordVec some) {
    return _mm512_mask_mov_epi64(none, _mm512_test_epi64_mask(w, bits), some);
}
