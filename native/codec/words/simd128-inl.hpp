// Two words in 128 bits, for WebAssembly: operators of the compiler's vectors. What each operation means stands with its namesake
// in portable-inl.hpp. SSSE3 has no comparison of 64 bits.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using Words = u64 __attribute__((vector_size(16)));
using Hits = Words;  // all ones or all zeros
using SignedWords = std::int64_t __attribute__((vector_size(16)));
inline constexpr std::size_t words_at_once = 2;

PTE_INLINE Words all_words(u64 x) { return Words{x, x}; }
PTE_INLINE Words load_words(const u64* from) {
    Words w;
    std::memcpy(&w, from, sizeof w);
    return w;
}
PTE_INLINE Words flipped(Words w, Words flip, Words bits) { return (w ^ flip) & bits; }
PTE_INLINE Words less(Words a, Words b) { return a - b; }
PTE_INLINE Hits equal_in(Words w, Words mask, Words value) { return Hits((w & mask) == value); }
// There are comparisons with a sign alone
inline constexpr u64 bias = ~(~u64(0) >> 1);
PTE_INLINE Hits below(Words w, Words limit) { return Hits(SignedWords(w) < SignedWords(limit)); }
PTE_INLINE Hits hits_below(Hits h, Words w, Words limit) { return h & below(w, limit); }
PTE_INLINE Hits no_hits() { return Hits{}; }
PTE_INLINE Hits any_hits(Hits a, Hits b) { return a | b; }
PTE_INLINE unsigned bits_of_hits(Hits h) { return unsigned(h[0] & 1) | unsigned(h[1] & 2); }

using Nearest = Hits;
PTE_INLINE Nearest none_near() { return no_hits(); }
PTE_INLINE Nearest nearer(Nearest n, Words w, Words limit) { return any_hits(n, below(w, limit)); }
PTE_INLINE Nearest nearer_equal(Nearest n, Words w, Words mask, Words value) { return any_hits(n, equal_in(w, mask, value)); }
PTE_INLINE Nearest nearer_of_hits(Nearest n, Hits h, Words w, Words limit) { return any_hits(n, hits_below(h, w, limit)); }
PTE_INLINE bool is_near(Nearest n, Words) { return (n[0] | n[1]) != 0; }
