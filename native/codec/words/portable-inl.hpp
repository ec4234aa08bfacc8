// Whole words one at a time, in plain C++. The definition of these operations: a hit is a word that a question holds for.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using Words = u64;
using Hits = u64;  // the low bit
inline constexpr std::size_t words_at_once = 1;

PTE_INLINE Words all_words(u64 x) { return x; }
PTE_INLINE Words load_words(const u64* from) { return *from; }
/** (w ^ flip) & bits. */
PTE_INLINE Words flipped(Words w, Words flip, Words bits) { return (w ^ flip) & bits; }
PTE_INLINE Words less(Words a, Words b) { return a - b; }
PTE_INLINE Hits equal_in(Words w, Words mask, Words value) { return (w & mask) == value; }
/** Both less than they are by `bias`, so that a machine may compare with a sign. */
PTE_INLINE Hits below(Words w, Words limit) { return w < limit; }
inline constexpr u64 bias = 0;
/** Those of some hits that are below. */
PTE_INLINE Hits hits_below(Hits h, Words w, Words limit) { return h & below(w, limit); }
PTE_INLINE Hits no_hits() { return 0; }
PTE_INLINE Hits any_hits(Hits a, Hits b) { return a | b; }
PTE_INLINE unsigned bits_of_hits(Hits h) { return unsigned(h); }

// Of many words whether one is below a limit, without saying which
using Nearest = Hits;
PTE_INLINE Nearest none_near() { return no_hits(); }
PTE_INLINE Nearest nearer(Nearest n, Words w, Words limit) { return any_hits(n, below(w, limit)); }
PTE_INLINE Nearest nearer_equal(Nearest n, Words w, Words mask, Words value) { return any_hits(n, equal_in(w, mask, value)); }
PTE_INLINE Nearest nearer_of_hits(Nearest n, Hits h, Words w, Words limit) { return any_hits(n, hits_below(h, w, limit)); }
PTE_INLINE bool is_near(Nearest n, Words) { return bits_of_hits(n) != 0; }
