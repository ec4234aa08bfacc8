// Four words in a register of AVX2. What each operation means stands in portable-inl.hpp.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using Words = __m256i;
using Hits = __m256i;
inline constexpr std::size_t words_at_once = 4;

PTE_INLINE Words all_words(u64 x) { return _mm256_set1_epi64x((long long)(x)); }
PTE_INLINE Words load_words(const u64* from) { return _mm256_loadu_si256((const __m256i*)(from)); }
PTE_INLINE Words flipped(Words w, Words flip, Words bits) { return (w ^ flip) & bits; }
PTE_INLINE Words less(Words a, Words b) { return _mm256_sub_epi64(a, b); }
PTE_INLINE Hits equal_in(Words w, Words mask, Words value) { return _mm256_cmpeq_epi64(w & mask, value); }
PTE_INLINE Hits below(Words w, Words limit) { return _mm256_cmpgt_epi64(limit, w); }
inline constexpr u64 bias = ~(~u64(0) >> 1);  // AVX2 compares with a sign
PTE_INLINE Hits hits_below(Hits h, Words w, Words limit) { return h & below(w, limit); }
PTE_INLINE Hits no_hits() { return _mm256_setzero_si256(); }
PTE_INLINE Hits any_hits(Hits a, Hits b) { return a | b; }
PTE_INLINE unsigned bits_of_hits(Hits h) { return unsigned(_mm256_movemask_pd(_mm256_castsi256_pd(h))); }

using Nearest = Hits;
PTE_INLINE Nearest none_near() { return no_hits(); }
PTE_INLINE Nearest nearer(Nearest n, Words w, Words limit) { return any_hits(n, below(w, limit)); }
PTE_INLINE Nearest nearer_equal(Nearest n, Words w, Words mask, Words value) { return any_hits(n, equal_in(w, mask, value)); }
PTE_INLINE Nearest nearer_of_hits(Nearest n, Hits h, Words w, Words limit) { return any_hits(n, hits_below(h, w, limit)); }
PTE_INLINE bool is_near(Nearest n, Words) { return bits_of_hits(n) != 0; }
