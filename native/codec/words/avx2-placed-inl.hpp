// What tables of kernel logic do with words, with AVX2. These comments hold for every instruction set. Included after
// avx2-inl.hpp.
#ifndef PTE_INLINE
#include "avx2-inl.hpp"
#endif

/** Bytes as words; the low halves of words, which go to memory. */
PTE_INLINE WordVec load_bytes_as_words(const u8* from) {
    int four;
    std::memcpy(&four, from, sizeof four);
    return _mm256_cvtepu8_epi64(_mm_cvtsi32_si128(four));
}
PTE_INLINE void store_low_halves(u32* to, WordVec w) {
    const __m256i low = _mm256_permutevar8x32_epi32(w, _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6));
    _mm_storeu_si128((__m128i*)to, _mm256_castsi256_si128(low));
}
/** Each word shifted by a number of its own. Valid for 0 to 63. */
PTE_INLINE WordVec shifted_up(WordVec w, WordVec n) { return _mm256_sllv_epi64(w, n); }
PTE_INLINE WordVec shifted_down(WordVec w, WordVec n) { return _mm256_srlv_epi64(w, n); }
/** w | (v & bits); w ^ (v & bits). */
PTE_INLINE WordVec or_kept(WordVec w, WordVec v, WordVec bits) { return w | (v & bits); }
PTE_INLINE WordVec xor_kept(WordVec w, WordVec v, WordVec bits) { return w ^ (v & bits); }
/** `none` where a word has none of the bits, `some` where it has any. */
PTE_INLINE WordVec by_bits(WordVec w, WordVec bits, WordVec none, WordVec some) {
    return _mm256_blendv_epi8(some, none, none_in(w, bits));
}
