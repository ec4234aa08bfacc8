// Whole words one at a time, in plain C++. The definition of these operations: a hit is a word that a question holds for.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using WordVec = u64;
using Hits = u64;  // the low bit
inline constexpr std::size_t words_at_once = 1;

PTE_INLINE WordVec all_words(u64 x) { return x; }
PTE_INLINE WordVec load_words(const u64* from) { return *from; }
PTE_INLINE void store_words(u64* to, WordVec w) { *to = w; }
/** Past the caches where a machine can: valid for addresses of whole registers. The last is followed by end_streams(). */
PTE_INLINE void stream_words(u64* to, WordVec w) { *to = w; }
PTE_INLINE void end_streams() {}
/** (w & keep) ^ flip. */
PTE_INLINE WordVec kept_and_flipped(WordVec w, WordVec keep, WordVec flip) { return (w & keep) ^ flip; }
/** (w ^ flip) & bits. */
PTE_INLINE WordVec flipped(WordVec w, WordVec flip, WordVec bits) { return (w ^ flip) & bits; }
PTE_INLINE WordVec less(WordVec a, WordVec b) { return a - b; }
PTE_INLINE Hits equal_in(WordVec w, WordVec mask, WordVec value) { return (w & mask) == value; }
/** Words that have no bit of a mask. */
PTE_INLINE Hits none_in(WordVec w, WordVec mask) { return (w & mask) == 0; }
/** Those of them that have any bit of another mask. */
PTE_INLINE Hits none_but_some(WordVec w, WordVec mask, WordVec some) { return none_in(w, mask) & ((w & some) != 0); }
/** The words that are hits kept and flipped, the others as they are. */
PTE_INLINE WordVec changed_at(Hits h, WordVec w, WordVec keep, WordVec flip) { return h ? (w & keep) ^ flip : w; }
/** The words that are hits with some bits flipped, the others as they are. */
PTE_INLINE WordVec flipped_at(Hits h, WordVec w, WordVec flip) { return w ^ (flip & (0 - h)); }
/** Both less than they are by `bias`, so that a machine may compare with a sign. */
PTE_INLINE Hits below(WordVec w, WordVec limit) { return w < limit; }
inline constexpr u64 bias = 0;
/** Those of some hits that are below. */
PTE_INLINE Hits hits_below(Hits h, WordVec w, WordVec limit) { return h & below(w, limit); }
PTE_INLINE Hits no_hits() { return 0; }
PTE_INLINE Hits any_hits(Hits a, Hits b) { return a | b; }
PTE_INLINE unsigned bits_of_hits(Hits h) { return unsigned(h); }

// Of many words whether one is below a limit, without saying which
using Nearest = Hits;
PTE_INLINE Nearest none_near() { return no_hits(); }
PTE_INLINE Nearest nearer(Nearest n, WordVec w, WordVec limit) { return any_hits(n, below(w, limit)); }
PTE_INLINE Nearest nearer_equal(Nearest n, WordVec w, WordVec mask, WordVec value) {
    return any_hits(n, equal_in(w, mask, value));
}
PTE_INLINE Nearest nearer_of_hits(Nearest n, Hits h, WordVec w, WordVec limit) { return any_hits(n, hits_below(h, w, limit)); }
PTE_INLINE bool is_near(Nearest n, WordVec) { return bits_of_hits(n) != 0; }

/** Writes `at` and more for each bit that is set, in order; how many. Valid where there is room for 64. */
PTE_INLINE std::size_t write_places(u32* to, u64 bits, u32 at) {
    std::size_t n = 0;
    for (; bits != 0; bits &= bits - 1) to[n++] = at + u32(std::countr_zero(bits));
    return n;
}
