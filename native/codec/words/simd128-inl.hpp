// Two words in 128 bits: operators of the compiler's vectors. What each operation means stands with its namesake in
// portable-inl.hpp. Searches with them are for WebAssembly alone, since SSSE3 has no comparison of 64 bits.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using WordVec = u64 __attribute__((vector_size(16)));
using Hits = WordVec;  // all ones or all zeros
using SignedWords = std::int64_t __attribute__((vector_size(16)));
inline constexpr std::size_t words_at_once = 2;

PTE_INLINE WordVec all_words(u64 x) { return WordVec{x, x}; }
PTE_INLINE WordVec load_words(const u64* from) {
    WordVec w;
    std::memcpy(&w, from, sizeof w);
    return w;
}
PTE_INLINE void store_words(u64* to, WordVec w) { std::memcpy(to, &w, sizeof w); }
PTE_INLINE void stream_words(u64* to, WordVec w) { store_words(to, w); }
PTE_INLINE void end_streams() {}
PTE_INLINE WordVec kept_and_flipped(WordVec w, WordVec keep, WordVec flip) { return (w & keep) ^ flip; }
PTE_INLINE WordVec flipped(WordVec w, WordVec flip, WordVec bits) { return (w ^ flip) & bits; }
PTE_INLINE WordVec less(WordVec a, WordVec b) { return a - b; }
PTE_INLINE Hits equal_in(WordVec w, WordVec mask, WordVec value) {
#if defined(__x86_64__)  // SSSE3 compares 32 bits, of which both halves of a word are to be equal
    const __m128i halves = _mm_cmpeq_epi32((__m128i)(w & mask), (__m128i)value);
    return (Hits)(halves & _mm_shuffle_epi32(halves, 0xb1));
#else
    return Hits((w & mask) == value);
#endif
}
PTE_INLINE Hits none_in(WordVec w, WordVec mask) { return equal_in(w, mask, WordVec{}); }
PTE_INLINE Hits none_but_some(WordVec w, WordVec mask, WordVec some) { return none_in(w, mask) & ~none_in(w, some); }
PTE_INLINE WordVec changed_at(Hits h, WordVec w, WordVec keep, WordVec flip) { return (w & (keep | ~h)) ^ (flip & h); }
PTE_INLINE WordVec flipped_at(Hits h, WordVec w, WordVec flip) { return w ^ (flip & h); }
// There are comparisons with a sign alone
inline constexpr u64 bias = ~(~u64(0) >> 1);
PTE_INLINE Hits below(WordVec w, WordVec limit) { return Hits(SignedWords(w) < SignedWords(limit)); }
PTE_INLINE Hits hits_below(Hits h, WordVec w, WordVec limit) { return h & below(w, limit); }
PTE_INLINE Hits no_hits() { return Hits{}; }
PTE_INLINE Hits any_hits(Hits a, Hits b) { return a | b; }
PTE_INLINE unsigned bits_of_hits(Hits h) { return unsigned(h[0] & 1) | unsigned(h[1] & 2); }

using Nearest = Hits;
PTE_INLINE Nearest none_near() { return no_hits(); }
PTE_INLINE Nearest nearer(Nearest n, WordVec w, WordVec limit) { return any_hits(n, below(w, limit)); }
PTE_INLINE Nearest nearer_equal(Nearest n, WordVec w, WordVec mask, WordVec value) {
    return any_hits(n, equal_in(w, mask, value));
}
PTE_INLINE Nearest nearer_of_hits(Nearest n, Hits h, WordVec w, WordVec limit) { return any_hits(n, hits_below(h, w, limit)); }
PTE_INLINE bool is_near(Nearest n, WordVec) { return (n[0] | n[1]) != 0; }

PTE_INLINE std::size_t write_places(u32* to, u64 bits, u32 at) {
    std::size_t n = 0;
    for (; bits != 0; bits &= bits - 1) to[n++] = at + u32(std::countr_zero(bits));
    return n;
}
