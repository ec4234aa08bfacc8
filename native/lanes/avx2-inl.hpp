// Eight lanes of AVX2; a mask is a vector of all ones and all zeros. Where an intrinsic stands, g++ makes several times as
// many instructions of the compiler's vectors.

using V = u32 __attribute__((vector_size(32)));
using M = V;
inline constexpr std::size_t lanes = 8;
struct Pair {
    V low, high;
};

PTE_LANES __m256i si(V v) { return __m256i(v); }
PTE_LANES V all(u32 x) { return V(_mm256_set1_epi32(int(x))); }
PTE_LANES M any(V v, V bits) { return M((v & bits) != 0); }
PTE_LANES M both(M a, M b) { return a & b; }
PTE_LANES M but_not(M a, M b) { return a & ~b; }
PTE_LANES V pick(M m, V a, V b) { return V(_mm256_blendv_epi8(si(b), si(a), si(m))); }
PTE_LANES V keep(M m, V a) { return a & m; }
// A number below 2^31 or zero has a sign or none
PTE_LANES V set(V says, V v, V bits, u32 flag) { return says | V(_mm256_sign_epi32(si(all(flag)), si(v & bits))); }
PTE_LANES M at_least(V v, u32 n) { return M(_mm256_cmpgt_epi32(si(v), si(all(n - 1)))); }
PTE_LANES M equal(V v, u32 n) { return M(v == n); }
PTE_LANES bool zero(V v) { return _mm256_testz_si256(si(v), si(v)); }
PTE_LANES V at(const ByType& table, V place) {
    const auto half = [place](const u32* from) {
        return _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(_mm256_load_si256((const __m256i*)from), si(place)));
    };
    return V(_mm256_castps_si256(_mm256_blendv_ps(half(table), half(table + lanes), _mm256_castsi256_ps(si(place << 28)))));
}

// Words 0, 1, 4, 5 beside 2, 3, 6, 7: then nothing has to cross the middle of a register
PTE_LANES Pair load_halves(const u64* words) {
    const auto two = [words](int i) { return _mm_loadu_si128((const __m128i*)(words + i)); };
    const __m256 a = _mm256_castsi256_ps(_mm256_set_m128i(two(4), two(0)));
    const __m256 b = _mm256_castsi256_ps(_mm256_set_m128i(two(6), two(2)));
    return {V(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88))), V(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xdd)))};
}

PTE_LANES void store_halves(u64* words, V low, V high) {
    const __m256i a = _mm256_unpacklo_epi32(si(low), si(high)), b = _mm256_unpackhi_epi32(si(low), si(high));
    _mm_storeu_si128((__m128i*)words, _mm256_castsi256_si128(a));
    _mm_storeu_si128((__m128i*)(words + 2), _mm256_castsi256_si128(b));
    _mm_storeu_si128((__m128i*)(words + 4), _mm256_extracti128_si256(a, 1));
    _mm_storeu_si128((__m128i*)(words + 6), _mm256_extracti128_si256(b, 1));
}

PTE_LANES V load_bytes(const u8* from) { return V(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i*)from))); }
PTE_LANES void store_bytes(u8* kind, V kinds, u8* type, V types) {
    const __m256i each = _mm256_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, -1, -1, -1, -1, -1, -1, -1, -1,  //
                                          0, 4, 8, 12, 1, 5, 9, 13, -1, -1, -1, -1, -1, -1, -1, -1);
    const __m256i fours = _mm256_shuffle_epi8(si(kinds | types << 8), each);
    const __m128i both = _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(fours, _mm256_setr_epi32(0, 4, 1, 5, 2, 2, 2, 2)));
    _mm_storel_epi64((__m128i*)kind, both);
    _mm_storel_epi64((__m128i*)type, _mm_unpackhi_epi64(both, both));
}
