// A block of 64 words to planes, and columns out of planes, with AVX-512. Words 0 to 3, 16 to 19, 32 to 35 and 48 to 51 are in
// the first 16 bytes of a plane, words 4 to 7 and so on in the next. What each function means stands with its namesake in
// avx2-blocks-inl.hpp.
#ifndef PTE_INLINE
#include "avx512bw-inl.hpp"
#endif

struct OuterBytes {
    Bytes first, second, middle, fifth, sixth, last;
};

/** Of each two registers of words the outer bytes together, and the inner ones: rotations and blends cost less than shuffles. */
struct Halved {
    Bytes outer[4], inner[4];
};
PTE_INLINE Halved halved(const u64* words) {
    Bytes v[8];
    for (std::size_t i = 0; i < 8; ++i) v[i] = loadu_in_order(words + 8 * i);
    Halved h;
    for (int i = 0; i < 4; ++i) {
        const Bytes a = _mm512_rol_epi64(v[2 * i], 16), b = _mm512_ror_epi64(v[2 * i + 1], 16);
        h.outer[i] = _mm512_mask_blend_epi32(0xaaaa, a, b), h.inner[i] = _mm512_mask_blend_epi32(0xaaaa, b, a);
    }
    return h;
}

template <bool with_fifth>
PTE_INLINE OuterBytes load_outer(const u64* words) {
    Halved h = halved(words);
    Bytes(&o)[4] = h.outer, (&m)[4] = h.inner;
    for (Bytes& x : o) x = grouped(x);
    const Bytes low[2] = {_mm512_unpacklo_epi32(o[0], o[1]), _mm512_unpacklo_epi32(o[2], o[3])};
    const Bytes high[2] = {_mm512_unpackhi_epi32(o[0], o[1]), _mm512_unpackhi_epi32(o[2], o[3])};
    OuterBytes w;
    w.first = _mm512_unpacklo_epi64(low[0], low[1]), w.second = _mm512_unpackhi_epi64(low[0], low[1]);
    w.sixth = _mm512_unpacklo_epi64(high[0], high[1]), w.last = _mm512_unpackhi_epi64(high[0], high[1]);
    w.middle = in_plane(_mm512_packs_epi16(_mm512_packs_epi32(m[0], m[1]), _mm512_packs_epi32(m[2], m[3])));
    if constexpr (with_fifth) {
        for (Bytes& x : m) x = _mm512_srli_epi32(x, 24);
        w.fifth = in_plane(_mm512_packus_epi16(_mm512_packus_epi32(m[0], m[1]), _mm512_packus_epi32(m[2], m[3])));
    } else
        w.fifth = _mm512_setzero_si512();
    return w;
}

/** A plane in the order of the words, and back. */
PTE_INLINE Bytes in_order(Bytes v) {
    return _mm512_permutexvar_epi32(_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), v);
}
PTE_INLINE void store_plane(u8* to, Bytes plane) { storeu(to, in_order(plane)); }

PTE_INLINE void store_flags(u32* to, Bytes r0, Bytes r1, Bytes r2, Bytes r3) {
    const Bytes low[2] = {_mm512_unpacklo_epi8(r0, r1), _mm512_unpackhi_epi8(r0, r1)};
    const Bytes high[2] = {_mm512_unpacklo_epi8(r2, r3), _mm512_unpackhi_epi8(r2, r3)};
    for (int i = 0; i < 2; ++i) {
        storeu(to + 32 * i, _mm512_unpacklo_epi16(low[i], high[i]));
        storeu(to + 32 * i + 16, _mm512_unpackhi_epi16(low[i], high[i]));
    }
}

template <Frame frame>
PTE_INLINE void decode_payload(const OuterTables& t, const u64* words, const u8* turn, u64* payload) {
    const Bytes c = _mm512_cvtepi8_epi64(_mm_loadl_epi64((const __m128i*)turn));
    const Bytes down = _mm512_permutexvar_epi16(c, _mm512_load_si512(t.down));
    Bytes v = loadu(words) ^ c;
    if constexpr (frame != Frame::whole) {
        const __mmask8 mapped = _mm512_testn_epi64_mask(c, _mm512_set1_epi64(1));
        if constexpr (frame == Frame::cut)
            v = _mm512_mask_ternarylogic_epi64(v, mapped, c, load(t.above_frame_bits), 0x78);  // v ^ (c & above)
        v = _mm512_mask_andnot_epi64(v, mapped, load(t.enc_bits), v);
    }
    storeu(payload, _mm512_srlv_epi64(_mm512_rolv_epi64(v, c), down));
}
