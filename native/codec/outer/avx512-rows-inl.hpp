// A block of 64 rows to planes, and words out of planes and payloads, with AVX-512. What each function means stands with its
// namesake in avx2-rows-inl.hpp.
#ifndef PTE_INLINE
#include "avx512-blocks-inl.hpp"
#endif

PTE_INLINE Bytes load_plane(const u8* from) { return in_order(loadu(from)); }

PTE_INLINE void load_flags(const u32* from, Bytes (&r)[4]) {
    const Bytes each = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
    Bytes f[4];
    for (int i = 0; i < 4; ++i) f[i] = loadu_in_order(from + 16 * i);
    for (Bytes& x : f) x = _mm512_shuffle_epi8(x, each);
    const Bytes low[2] = {_mm512_unpacklo_epi32(f[0], f[1]), _mm512_unpacklo_epi32(f[2], f[3])};
    const Bytes high[2] = {_mm512_unpackhi_epi32(f[0], f[1]), _mm512_unpackhi_epi32(f[2], f[3])};
    r[0] = _mm512_unpacklo_epi64(low[0], low[1]), r[1] = _mm512_unpackhi_epi64(low[0], low[1]);
    r[2] = _mm512_unpacklo_epi64(high[0], high[1]), r[3] = _mm512_unpackhi_epi64(high[0], high[1]);
}

struct Beside {
    Bytes at[4];
};
PTE_INLINE Beside beside_of(Bytes first, Bytes second, Bytes sixth, Bytes last) {
    const Bytes low[2] = {_mm512_unpacklo_epi8(sixth, last), _mm512_unpackhi_epi8(sixth, last)};
    const Bytes high[2] = {_mm512_unpacklo_epi8(first, second), _mm512_unpackhi_epi8(first, second)};
    Beside b;
    for (int i = 0; i < 2; ++i) {
        b.at[2 * i] = before_beside_words(_mm512_unpacklo_epi16(low[i], high[i]));
        b.at[2 * i + 1] = before_beside_words(_mm512_unpackhi_epi16(low[i], high[i]));
    }
    return b;
}
PTE_INLINE Bytes beside_words(const Beside& b, std::size_t i) { return i % 2 ? odd_words(b.at[i / 2]) : even_words(b.at[i / 2]); }

PTE_INLINE const PayloadKeys& payload_keys(const OuterTables& t) { return t.up; }
struct PayloadPlaces {
    alignas(64) u8 key[chunk];
    u8 no_pfn[chunk / 8];  // a bit for each word
};
PTE_INLINE Bytes key_with_enc(Bytes key, Bytes, ByteMask) { return key; }  // the flags say it
PTE_INLINE void store_places(PayloadPlaces& places, std::size_t at, Bytes key) {
    const Bytes keys = in_order(key);
    const u64 no_pfn = test_none(keys, load(each(key_has_pfn)));
    storeu(places.key + at, keys), std::memcpy(places.no_pfn + at / 8, &no_pfn, sizeof no_pfn);
}

/** Which bits of each word are its payload. */
PTE_INLINE Bytes payload_bits(const OuterTables& t, Bytes keys, __mmask8 no_pfn) {
    return _mm512_mask_permutexvar_epi64(load(t.payload_bits_pfn), no_pfn, keys, _mm512_load_si512(t.payload_bits));
}

struct PayloadChecks {
    Bytes wrong{}, largest{};
};
PTE_INLINE bool all_right(const RowTables& t, const PayloadChecks& checks) {
    return all_bits0(checks.wrong) && _mm512_cmpeq_epi64_mask(checks.largest, load(t.full_payload)) == 0;
}

template <Frame frame>
PTE_INLINE Bytes encode_payload(const RowTables& t, const u64* payload, const u32* flags, const PayloadPlaces& places,
                                std::size_t at, Bytes beside, PayloadChecks& checks) {
    const Bytes c = _mm512_cvtepi8_epi64(_mm_loadl_epi64((const __m128i*)(places.key + at)));
    const __mmask8 no_pfn = _load_mask8((__mmask8*)places.no_pfn + at / 8);
    const Bytes p = loadu_in_order(payload), f = _mm512_cvtepu32_epi64(_mm256_loadu_si256((const __m256i*)flags));
    const Bytes bits = payload_bits(t.outer, c, no_pfn);
    Bytes v = _mm512_rolv_epi64(p, c);
    checks.wrong = or_and_not(checks.wrong, bits, v), checks.largest = _mm512_max_epu64(checks.largest, p);
    v = _mm512_ternarylogic_epi64(v, c, bits, 0x78);  // v ^ (c & bits)
    const Bytes above = _mm512_sll_epi64(f, _mm_cvtsi32_si128(int(t.above_up)));
    v = _mm512_mask_ternarylogic_epi64(v, _knot_mask8(no_pfn), above, load(t.above_bits), 0xf2);  // v | (~above & above_bits)
    if constexpr (frame != Frame::whole) {
        if constexpr (frame == Frame::cut)
            v = _mm512_mask_ternarylogic_epi64(v, _mm512_testn_epi64_mask(c, _mm512_set1_epi64(1)), c,
                                               load(t.outer.above_frame_bits), 0x78);
        v = _mm512_mask_or_epi64(v, _mm512_test_epi64_mask(f, _mm512_set1_epi64(bit(flag_enc))), v, load(t.outer.enc_bits));
    }
    return or_and(v, beside, load(t.outer_bits));
}
