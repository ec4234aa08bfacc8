// Eight lanes of AVX2; a mask is a vector of all ones and all zeros. Where an intrinsic stands, g++ makes several times as
// many instructions of the compiler's vectors. What each operation means, and for what values, stands in scalar-inl.hpp.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

using Vec = u32 __attribute__((vector_size(32)));
using Mask = Vec;
inline constexpr std::size_t lanes = 8;
struct VecPair {
    Vec low, high;
};

PTE_INLINE __m256i si(Vec v) { return __m256i(v); }
PTE_INLINE Vec set(u32 x) { return Vec(_mm256_set1_epi32(int(x))); }
PTE_INLINE Mask test_any(Vec v, Vec bits) { return Mask((v & bits) != 0); }
PTE_INLINE Mask and_(Mask a, Mask b) { return a & b; }
PTE_INLINE Mask or_(Mask a, Mask b) { return a | b; }
PTE_INLINE Mask and_not(Mask no, Mask mask) { return mask & ~no; }
PTE_INLINE Vec if_then_else(Mask m, Vec yes, Vec no) { return Vec(_mm256_blendv_epi8(si(no), si(yes), si(m))); }
PTE_INLINE Vec if_then_else_zero(Mask m, Vec yes) { return yes & m; }
// A number below 2^31 or zero has a sign or none
PTE_INLINE Vec or_if_any(Vec flags, Vec v, Vec bits, u32 flag) {
    return flags | Vec(_mm256_sign_epi32(si(set(flag)), si(v & bits)));
}
PTE_INLINE Mask ge(Vec v, u32 n) { return Mask(_mm256_cmpgt_epi32(si(v), si(set(n - 1)))); }
PTE_INLINE Mask eq(Vec v, u32 n) { return Mask(v == n); }
PTE_INLINE bool all_bits0(Vec v) { return _mm256_testz_si256(si(v), si(v)); }
PTE_INLINE Vec table_lookup(const ByType& table, Vec place) {
    const auto half = [place](const u32* from) {
        return _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(_mm256_load_si256((const __m256i*)from), si(place)));
    };
    return Vec(_mm256_castps_si256(_mm256_blendv_ps(half(table), half(table + lanes), _mm256_castsi256_ps(si(place << 28)))));
}

// Words 0, 1, 4, 5 beside 2, 3, 6, 7: then nothing has to cross the middle of a register
PTE_INLINE VecPair load_halves(const u64* words) {
    const auto two = [words](int i) { return _mm_loadu_si128((const __m128i*)(words + i)); };
    const __m256 a = _mm256_castsi256_ps(_mm256_set_m128i(two(4), two(0)));
    const __m256 b = _mm256_castsi256_ps(_mm256_set_m128i(two(6), two(2)));
    return {Vec(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88))), Vec(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xdd)))};
}

PTE_INLINE void store_halves(u64* words, Vec low, Vec high) {
    const __m256i a = _mm256_unpacklo_epi32(si(low), si(high)), b = _mm256_unpackhi_epi32(si(low), si(high));
    _mm_storeu_si128((__m128i*)words, _mm256_castsi256_si128(a));
    _mm_storeu_si128((__m128i*)(words + 2), _mm256_castsi256_si128(b));
    _mm_storeu_si128((__m128i*)(words + 4), _mm256_extracti128_si256(a, 1));
    _mm_storeu_si128((__m128i*)(words + 6), _mm256_extracti128_si256(b, 1));
}

PTE_INLINE Vec load_bytes(const u8* from) { return Vec(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i*)from))); }
PTE_INLINE void store_bytes(u8* kind, Vec kinds, u8* type, Vec types) {
    const __m256i each = _mm256_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, -1, -1, -1, -1, -1, -1, -1, -1,  //
                                          0, 4, 8, 12, 1, 5, 9, 13, -1, -1, -1, -1, -1, -1, -1, -1);
    const __m256i fours = _mm256_shuffle_epi8(si(kinds | types << 8), each);
    const __m128i both = _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(fours, _mm256_setr_epi32(0, 4, 1, 5, 2, 2, 2, 2)));
    _mm_storel_epi64((__m128i*)kind, both);
    _mm_storel_epi64((__m128i*)type, _mm_unpackhi_epi64(both, both));
}
