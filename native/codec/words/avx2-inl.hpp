// Four words in a register of AVX2. What each operation means stands in portable-inl.hpp.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using WordVec = __m256i;
using Hits = __m256i;
inline constexpr std::size_t words_at_once = 4;

PTE_INLINE WordVec all_words(u64 x) { return _mm256_set1_epi64x((long long)(x)); }
PTE_INLINE WordVec load_words(const u64* from) { return _mm256_loadu_si256((const __m256i*)(from)); }
PTE_INLINE void store_words(u64* to, WordVec w) { _mm256_storeu_si256((__m256i*)(to), w); }
PTE_INLINE void stream_words(u64* to, WordVec w) { _mm256_stream_si256((__m256i*)(to), w); }
PTE_INLINE void end_streams() { _mm_sfence(); }
PTE_INLINE WordVec kept_and_flipped(WordVec w, WordVec keep, WordVec flip) { return (w & keep) ^ flip; }
PTE_INLINE WordVec flipped(WordVec w, WordVec flip, WordVec bits) { return (w ^ flip) & bits; }
PTE_INLINE WordVec less(WordVec a, WordVec b) { return _mm256_sub_epi64(a, b); }
PTE_INLINE Hits equal_in(WordVec w, WordVec mask, WordVec value) { return _mm256_cmpeq_epi64(w & mask, value); }
PTE_INLINE Hits none_in(WordVec w, WordVec mask) { return _mm256_cmpeq_epi64(w & mask, _mm256_setzero_si256()); }
PTE_INLINE Hits none_but_some(WordVec w, WordVec mask, WordVec some) {
    return _mm256_andnot_si256(none_in(w, some), none_in(w, mask));
}
PTE_INLINE WordVec changed_at(Hits h, WordVec w, WordVec keep, WordVec flip) {
    return _mm256_blendv_epi8(w, (w & keep) ^ flip, h);
}
PTE_INLINE WordVec flipped_at(Hits h, WordVec w, WordVec flip) { return w ^ (flip & h); }
PTE_INLINE Hits below(WordVec w, WordVec limit) { return _mm256_cmpgt_epi64(limit, w); }
inline constexpr u64 bias = ~(~u64(0) >> 1);  // AVX2 compares with a sign
PTE_INLINE Hits hits_below(Hits h, WordVec w, WordVec limit) { return h & below(w, limit); }
PTE_INLINE Hits no_hits() { return _mm256_setzero_si256(); }
PTE_INLINE Hits any_hits(Hits a, Hits b) { return a | b; }
PTE_INLINE unsigned bits_of_hits(Hits h) { return unsigned(_mm256_movemask_pd(_mm256_castsi256_pd(h))); }

using Nearest = Hits;
PTE_INLINE Nearest none_near() { return no_hits(); }
PTE_INLINE Nearest nearer(Nearest n, WordVec w, WordVec limit) { return any_hits(n, below(w, limit)); }
PTE_INLINE Nearest nearer_equal(Nearest n, WordVec w, WordVec mask, WordVec value) {
    return any_hits(n, equal_in(w, mask, value));
}
PTE_INLINE Nearest nearer_of_hits(Nearest n, Hits h, WordVec w, WordVec limit) { return any_hits(n, hits_below(h, w, limit)); }
PTE_INLINE bool is_near(Nearest n, WordVec) { return bits_of_hits(n) != 0; }

PTE_INLINE std::size_t write_places(u32* to, u64 bits, u32 at) {
    std::size_t n = 0;
    for (; bits != 0; bits &= bits - 1) to[n++] = at + u32(std::countr_zero(bits));
    return n;
}
