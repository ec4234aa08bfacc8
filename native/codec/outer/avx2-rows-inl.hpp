// A block of 32 rows to planes, and words out of planes and payloads, with AVX2. These comments hold for every instruction set.
#ifndef PTE_INLINE
#include "avx2-blocks-inl.hpp"
#endif

/** A plane from memory, where its bytes are in the order of the words. */
PTE_INLINE Bytes load_plane(const u8* from) {
    const __m128i pairs = _mm_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
    return _mm256_permute4x64_epi64(_mm256_shuffle_epi8(loadu(from), _mm256_broadcastsi128_si256(pairs)), 0xd8);
}

/** Planes of the four bytes of flags from the column. */
PTE_INLINE void load_flags(const u32* from, Bytes (&r)[4]) {
    const Bytes each = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
    Bytes f[4];
    for (int i = 0; i < 4; ++i) f[i] = _mm256_shuffle_epi8(_mm256_permute4x64_epi64(loadu_in_order(from + 8 * i), 0xd8), each);
    const Bytes low[2] = {_mm256_unpacklo_epi32(f[0], f[1]), _mm256_unpacklo_epi32(f[2], f[3])};
    const Bytes high[2] = {_mm256_unpackhi_epi32(f[0], f[1]), _mm256_unpackhi_epi32(f[2], f[3])};
    r[0] = _mm256_unpacklo_epi64(low[0], low[1]), r[1] = _mm256_unpackhi_epi64(low[0], low[1]);
    r[2] = _mm256_unpacklo_epi64(high[0], high[1]), r[3] = _mm256_unpackhi_epi64(high[0], high[1]);
}

/** The outer bytes of words from planes, and those of one register of words; what stands between is not of them. */
struct Beside {
    Bytes at[4];
};
PTE_INLINE Beside beside_of(Bytes first, Bytes second, Bytes sixth, Bytes last) {
    const Bytes low[2] = {_mm256_unpacklo_epi8(first, second), _mm256_unpackhi_epi8(first, second)};
    const Bytes high[2] = {_mm256_unpacklo_epi8(sixth, last), _mm256_unpackhi_epi8(sixth, last)};
    Beside b;
    for (int i = 0; i < 2; ++i)
        b.at[2 * i] = _mm256_unpacklo_epi16(low[i], high[i]), b.at[2 * i + 1] = _mm256_unpackhi_epi16(low[i], high[i]);
    return b;
}
PTE_INLINE Bytes beside_words(const Beside& b, std::size_t i) {
    const __m128i even = _mm_setr_epi8(0, 1, -1, -1, -1, -1, 2, 3, 4, 5, -1, -1, -1, -1, 6, 7);
    const __m128i odd = _mm_setr_epi8(8, 9, -1, -1, -1, -1, 10, 11, 12, 13, -1, -1, -1, -1, 14, 15);
    return _mm256_shuffle_epi8(b.at[i / 2], _mm256_broadcastsi128_si256(i % 2 ? odd : even));
}

/** Where the payloads of a chunk go: the keys, in the order of the words. */
PTE_INLINE const PayloadKeys& payload_keys(const OuterTables& t) { return t.turn; }
struct PayloadPlaces {
    alignas(32) u8 key[chunk];
};
/** A key that also says which words the C-bit is flipped in: what an inverted payload leaves there is a one. */
inline constexpr unsigned key_flips_place = 5, key_flips = 1u << key_flips_place;
static_assert(key_flips == turns && key_flips < key_has_pfn);
PTE_INLINE Bytes key_with_enc(Bytes key, Bytes enc, ByteMask protnone) {
    return key ^ shift_left_16(enc, key_flips_place) ^ if_then_else_zero(protnone, load(each(key_flips)));
}
PTE_INLINE void store_places(PayloadPlaces& places, std::size_t at, Bytes key) { store_plane(places.key + at, key); }

/** What is wrong with payloads, or may be: if all bits of one are ones, its word may be an empty one. */
struct PayloadChecks {
    Bytes wrong{}, pfns{};  // pfns: of mapped words
};
PTE_INLINE bool all_right(const RowTables& t, const PayloadChecks& checks) {
    return all_bits0(checks.wrong | (checks.pfns & load(t.outer.enc_bits >> rows::pfn.lo)));
}

/** `yes` in the words whose bit `n` is set, in the others `no`. */
template <int n>
PTE_INLINE Bytes by_bit(Bytes words, Bytes yes, Bytes no) {
    const __m256d sign = _mm256_castsi256_pd(_mm256_slli_epi64(words, 63 - n));
    return Bytes(_mm256_blendv_pd(_mm256_castsi256_pd(no), _mm256_castsi256_pd(yes), sign));
}

/** A register of words, from word `at` of a chunk on, from payloads, flags and what stands beside. */
template <Frame frame>
PTE_INLINE Bytes encode_payload(const RowTables& t, const u64* payload, const u32* flags, const PayloadPlaces& places,
                                std::size_t at, Bytes beside, PayloadChecks& checks) {
    int four;
    std::memcpy(&four, places.key + at, sizeof four);
    const Bytes c = _mm256_cvtepi8_epi64(_mm_cvtsi32_si128(four)), left = c & _mm256_set1_epi64x(turns - 1);
    const Bytes down = _mm256_shuffle_epi8(load(t.outer.down_by_half), _mm256_srli_epi64(left, 1));
    const Bytes p = loadu_in_order(payload), f = _mm256_cvtepu32_epi64(_mm_loadu_si128((const __m128i*)flags));
    const Bytes zero = _mm256_setzero_si256(), inverted = _mm256_cmpgt_epi64(zero, c);
    const Bytes next = _mm256_add_epi64(p, _mm256_set1_epi64x(1)), width = _mm256_sub_epi64(_mm256_set1_epi64x(64), down);
    checks.wrong = checks.wrong | _mm256_srlv_epi64(next, width);
    Bytes v = _mm256_srlv_epi64(_mm256_sllv_epi64(p ^ inverted, down), left) | beside;
    v = v | and_not(_mm256_sll_epi64(f, _mm_cvtsi32_si128(int(t.above_up))), by_bit<6>(c, load(t.above_bits), zero));
    if constexpr (frame != Frame::whole) {
        checks.pfns = checks.pfns | by_bit<0>(c, zero, p);
        v = v ^ by_bit<key_flips_place>(c, load(t.outer.enc_bits), zero);
    }
    if constexpr (frame == Frame::cut) v = v ^ (inverted & by_bit<0>(c, zero, load(t.outer.above_frame_bits)));
    return v;
}
