// Eight words in a register of AVX-512. What each operation means stands in portable-inl.hpp.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using Words = __m512i;
using Hits = __mmask8;
inline constexpr std::size_t words_at_once = 8;

PTE_INLINE Words all_words(u64 x) { return _mm512_set1_epi64((long long)(x)); }
PTE_INLINE Words load_words(const u64* from) { return _mm512_loadu_si512(from); }
PTE_INLINE Words flipped(Words w, Words flip, Words bits) { return _mm512_ternarylogic_epi64(w, flip, bits, 0x28); }
PTE_INLINE Words less(Words a, Words b) { return _mm512_sub_epi64(a, b); }
PTE_INLINE Hits equal_in(Words w, Words mask, Words value) { return _mm512_testn_epi64_mask(w ^ value, mask); }
PTE_INLINE Hits below(Words w, Words limit) { return _mm512_cmplt_epu64_mask(w, limit); }
inline constexpr u64 bias = 0;
PTE_INLINE Hits hits_below(Hits h, Words w, Words limit) { return _mm512_mask_cmplt_epu64_mask(h, w, limit); }
PTE_INLINE Hits no_hits() { return 0; }
PTE_INLINE Hits any_hits(Hits a, Hits b) { return _kor_mask8(a, b); }
PTE_INLINE unsigned bits_of_hits(Hits h) { return _cvtmask8_u32(h); }

/** The least in each place: one operation for eight words, where a mask would take two. */
using Nearest = Words;
PTE_INLINE Nearest none_near() { return all_words(~u64(0)); }
PTE_INLINE Nearest nearer(Nearest n, Words w, Words) { return _mm512_min_epu64(n, w); }
PTE_INLINE Nearest nearer_equal(Nearest n, Words w, Words mask, Words value) {
    return _mm512_min_epu64(n, flipped(w, value, mask));  // 0 where they are equal
}
PTE_INLINE Nearest nearer_of_hits(Nearest n, Hits h, Words w, Words) { return _mm512_mask_min_epu64(n, h, n, w); }
PTE_INLINE bool is_near(Nearest n, Words limit) { return bits_of_hits(below(n, limit)) != 0; }
