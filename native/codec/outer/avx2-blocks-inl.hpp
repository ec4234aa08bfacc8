// A block of 32 words to planes, and columns out of planes, with AVX2. Within 16 bytes two words stay together, so one half of a
// plane has words 0, 1, 4, 5, ... and the other words 2, 3, 6, 7, ... These comments hold for every instruction set.
#ifndef PTE_INLINE
#include "avx2-inl.hpp"
#endif

/**
 * The outer bytes of words: 0, 1, 6 and 7, or as they are called here first, second, sixth and last. Of bytes 2 to 5 one number,
 * which is zero where they are and 0xff where they are all ones, else any other; byte 5 itself only where asked for.
 */
struct OuterBytes {
    Bytes first, second, middle, fifth, sixth, last;
};
template <bool with_fifth>
PTE_INLINE OuterBytes load_outer(const u64* words) {
    const Bytes pair = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 8, 1, 9, 6, 14, 7, 15, 2, 3, 4, 5, 10, 11, 12, 13));
    Bytes v[8], o[4], m[4];
    for (std::size_t i = 0; i < 8; ++i) v[i] = _mm256_shuffle_epi8(loadu_in_order(words + 4 * i), pair);
    for (int i = 0; i < 4; ++i)
        o[i] = _mm256_unpacklo_epi16(v[2 * i], v[2 * i + 1]), m[i] = _mm256_unpackhi_epi64(v[2 * i], v[2 * i + 1]);
    const Bytes low[2] = {_mm256_unpacklo_epi32(o[0], o[1]), _mm256_unpacklo_epi32(o[2], o[3])};
    const Bytes high[2] = {_mm256_unpackhi_epi32(o[0], o[1]), _mm256_unpackhi_epi32(o[2], o[3])};
    OuterBytes w;
    w.first = _mm256_unpacklo_epi64(low[0], low[1]), w.second = _mm256_unpackhi_epi64(low[0], low[1]);
    w.sixth = _mm256_unpacklo_epi64(high[0], high[1]), w.last = _mm256_unpackhi_epi64(high[0], high[1]);
    w.middle = _mm256_packs_epi16(_mm256_packs_epi32(m[0], m[1]), _mm256_packs_epi32(m[2], m[3]));
    if constexpr (with_fifth) {
        for (Bytes& x : m) x = _mm256_srli_epi32(x, 24);
        w.fifth = _mm256_packus_epi16(_mm256_packus_epi32(m[0], m[1]), _mm256_packus_epi32(m[2], m[3]));
    } else
        w.fifth = _mm256_setzero_si256();
    return w;
}

/** A plane to memory, where its bytes are in the order of the words. */
PTE_INLINE void store_plane(u8* to, Bytes plane) {
    const __m128i even = _mm256_castsi256_si128(plane), odd = _mm256_extracti128_si256(plane, 1);
    _mm_storeu_si128((__m128i*)to, _mm_unpacklo_epi16(even, odd));
    _mm_storeu_si128((__m128i*)(to + 16), _mm_unpackhi_epi16(even, odd));
}

/** Planes of the four bytes of flags to the column. */
PTE_INLINE void store_flags(u32* to, Bytes r0, Bytes r1, Bytes r2, Bytes r3) {
    const Bytes low[2] = {_mm256_unpacklo_epi8(r0, r1), _mm256_unpackhi_epi8(r0, r1)};
    const Bytes high[2] = {_mm256_unpacklo_epi8(r2, r3), _mm256_unpackhi_epi8(r2, r3)};
    for (int i = 0; i < 2; ++i) {
        storeu(to + 16 * i, _mm256_permute4x64_epi64(_mm256_unpacklo_epi16(low[i], high[i]), 0xd8));
        storeu(to + 16 * i + 8, _mm256_permute4x64_epi64(_mm256_unpackhi_epi16(low[i], high[i]), 0xd8));
    }
}

/** Payloads of a register of words, by their turns. The sign of a turn is what inverts: only the lowest byte is not all ones or
 * zeros then, and no payload begins there. */
template <Frame frame>
PTE_INLINE void decode_payload(const OuterTables& t, const u64* words, const u8* turn, u64* payload) {
    int four;
    std::memcpy(&four, turn, sizeof four);
    const Bytes c = _mm256_cvtepi8_epi64(_mm_cvtsi32_si128(four)), left = c & _mm256_set1_epi64x(turns - 1);
    const Bytes down = _mm256_shuffle_epi8(load(t.down_by_half), _mm256_srli_epi64(left, 1));
    Bytes v = loadu(words) ^ c;
    if constexpr (frame != Frame::whole) {
        const Bytes own = frame == Frame::cut ? v ^ (c & load(t.above_frame_bits)) : v, mapped = and_not(load(t.enc_bits), own);
        const Bytes swapped = _mm256_slli_epi64(c, 63);  // by whether the turn is odd
        v = Bytes(_mm256_blendv_pd(_mm256_castsi256_pd(mapped), _mm256_castsi256_pd(v), _mm256_castsi256_pd(swapped)));
    }
    storeu(payload, _mm256_srlv_epi64(_mm256_sllv_epi64(v, left), down));
}
