// Eight words in a register of AVX-512. What each operation means stands in portable-inl.hpp.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using WordVec = __m512i;
using Hits = __mmask8;
inline constexpr std::size_t words_at_once = 8;

PTE_INLINE WordVec all_words(u64 x) { return _mm512_set1_epi64((long long)(x)); }
PTE_INLINE WordVec load_words(const u64* from) { return _mm512_loadu_si512(from); }
PTE_INLINE void store_words(u64* to, WordVec w) { _mm512_storeu_si512(to, w); }
PTE_INLINE void stream_words(u64* to, WordVec w) { _mm512_stream_si512((__m512i*)(to), w); }
PTE_INLINE void end_streams() { _mm_sfence(); }
PTE_INLINE WordVec kept_and_flipped(WordVec w, WordVec keep, WordVec flip) {
    return _mm512_ternarylogic_epi64(w, keep, flip, 0x6a);
}
PTE_INLINE WordVec flipped(WordVec w, WordVec flip, WordVec bits) { return _mm512_ternarylogic_epi64(w, flip, bits, 0x28); }
PTE_INLINE WordVec less(WordVec a, WordVec b) { return _mm512_sub_epi64(a, b); }
PTE_INLINE Hits equal_in(WordVec w, WordVec mask, WordVec value) { return _mm512_testn_epi64_mask(w ^ value, mask); }
PTE_INLINE Hits none_in(WordVec w, WordVec mask) { return _mm512_testn_epi64_mask(w, mask); }
PTE_INLINE Hits none_but_some(WordVec w, WordVec mask, WordVec some) {
    return _mm512_mask_testn_epi64_mask(_mm512_test_epi64_mask(w, some), w, mask);
}
PTE_INLINE WordVec changed_at(Hits h, WordVec w, WordVec keep, WordVec flip) {
    return _mm512_mask_ternarylogic_epi64(w, h, keep, flip, 0x6a);
}
PTE_INLINE WordVec flipped_at(Hits h, WordVec w, WordVec flip) { return _mm512_mask_xor_epi64(w, h, w, flip); }
PTE_INLINE Hits below(WordVec w, WordVec limit) { return _mm512_cmplt_epu64_mask(w, limit); }
inline constexpr u64 bias = 0;
PTE_INLINE Hits hits_below(Hits h, WordVec w, WordVec limit) { return _mm512_mask_cmplt_epu64_mask(h, w, limit); }
PTE_INLINE Hits no_hits() { return 0; }
PTE_INLINE Hits any_hits(Hits a, Hits b) { return _kor_mask8(a, b); }
PTE_INLINE unsigned bits_of_hits(Hits h) { return _cvtmask8_u32(h); }

/** The least in each place: one operation for eight words, where a mask would take two. */
using Nearest = WordVec;
PTE_INLINE Nearest none_near() { return all_words(~u64(0)); }
PTE_INLINE Nearest nearer(Nearest n, WordVec w, WordVec) { return _mm512_min_epu64(n, w); }
PTE_INLINE Nearest nearer_equal(Nearest n, WordVec w, WordVec mask, WordVec value) {
    return _mm512_min_epu64(n, flipped(w, value, mask));  // 0 where they are equal
}
PTE_INLINE Nearest nearer_of_hits(Nearest n, Hits h, WordVec w, WordVec) { return _mm512_mask_min_epu64(n, h, n, w); }
PTE_INLINE bool is_near(Nearest n, WordVec limit) { return bits_of_hits(below(n, limit)) != 0; }

/** Sixteen places at once, those that count side by side: a third of the time of one after the other where every second does. */
PTE_INLINE std::size_t write_places(u32* to, u64 bits, u32 at) {
    const __m512i each = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    std::size_t n = 0;
    for (unsigned i = 0; i < 64; i += 16) {
        const __mmask16 of = __mmask16(bits >> i);
        _mm512_storeu_si512(to + n, _mm512_maskz_compress_epi32(of, _mm512_add_epi32(each, _mm512_set1_epi32(int(at + i)))));
        n += std::size_t(_mm_popcnt_u32(of));
    }
    return n;
}
