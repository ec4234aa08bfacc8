// Sixteen lanes of AVX-512, whose masks are registers of their own. As the compiler's vectors they would be converted at
// every step: 1.7 ns a word instead of 0.6. What each operation means, and for what values, stands in scalar-inl.hpp.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using Vec = u32 __attribute__((vector_size(64)));
using Mask = __mmask16;
inline constexpr std::size_t lanes = 16;
struct VecPair {
    Vec low, high;
};

PTE_INLINE __m512i si(Vec v) { return __m512i(v); }
PTE_INLINE Vec set(u32 x) { return Vec(_mm512_set1_epi32(int(x))); }
PTE_INLINE Mask test_any(Vec v, Vec bits) { return _mm512_test_epi32_mask(si(v), si(bits)); }
PTE_INLINE Mask and_(Mask a, Mask b) { return _kand_mask16(a, b); }
PTE_INLINE Mask or_(Mask a, Mask b) { return _kor_mask16(a, b); }
PTE_INLINE Mask and_not(Mask no, Mask mask) { return _kandn_mask16(no, mask); }
PTE_INLINE Vec if_then_else(Mask m, Vec yes, Vec no) { return Vec(_mm512_mask_mov_epi32(si(no), m, si(yes))); }
PTE_INLINE Vec if_then_else_zero(Mask m, Vec yes) { return Vec(_mm512_maskz_mov_epi32(m, si(yes))); }
PTE_INLINE Vec or_if_any(Vec flags, Vec v, Vec bits, u32 flag) {
    return Vec(_mm512_mask_or_epi32(si(flags), test_any(v, bits), si(flags), si(set(flag))));
}
PTE_INLINE Mask ge(Vec v, u32 n) { return _mm512_cmpge_epu32_mask(si(v), si(set(n))); }
PTE_INLINE Mask eq(Vec v, u32 n) { return _mm512_cmpeq_epi32_mask(si(v), si(set(n))); }
PTE_INLINE bool all_bits0(Vec v) { return test_any(v, v) == 0; }
PTE_INLINE Vec table_lookup(const ByType& table, Vec place) {
    return Vec(_mm512_permutexvar_epi32(si(place), _mm512_load_si512(table)));
}

PTE_INLINE VecPair load_halves(const u64* words) {
    const __m512i even = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    const __m512i odd = _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    const __m512i a = _mm512_loadu_si512(words), b = _mm512_loadu_si512(words + 8);
    return {Vec(_mm512_permutex2var_epi32(a, even, b)), Vec(_mm512_permutex2var_epi32(a, odd, b))};
}

PTE_INLINE void store_halves(u64* words, Vec low, Vec high) {
    const __m512i first = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const __m512i last = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    _mm512_storeu_si512(words, _mm512_permutex2var_epi32(si(low), first, si(high)));
    _mm512_storeu_si512(words + 8, _mm512_permutex2var_epi32(si(low), last, si(high)));
}

PTE_INLINE Vec load_bytes(const u8* from) { return Vec(_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i*)from))); }
PTE_INLINE void store_bytes(u8* kind, Vec kinds, u8* type, Vec types) {
    _mm_storeu_si128((__m128i*)kind, _mm512_cvtepi32_epi8(si(kinds)));
    _mm_storeu_si128((__m128i*)type, _mm512_cvtepi32_epi8(si(types)));
}
