// Kernel logic by tables of which one look-up tells all of a row. Included in the namespace of AVX-512, so without an include
// guard.
#ifndef PTE_INLINE
#include "../codec/words/avx512-inl.hpp"
#include "passes.hpp"
#endif

/** Bits of a mask that stand side by side: how far down, and then those of the row's number. */
struct BitRun {
    u64 down, bits;
};
inline constexpr std::size_t most_runs = 4;

/** The runs of a mask, the lowest first; more than there is room for where there are more. */
inline std::size_t runs_of(u64 mask, BitRun* runs) {
    std::size_t count = 0;
    for (u64 place = 0; mask != 0; ++count) {
        const u64 at = u64(std::countr_zero(mask)), width = u64(std::countr_one(mask >> at));
        const u64 ones = width == 64 ? ~u64(0) : (u64(1) << width) - 1;
        if (count < most_runs) runs[count] = {at - place, ones << place};
        mask &= ~(ones << at), place += width;
    }
    return count;
}

/** Whole blocks of 16, up to one in which an entry has no row; how many entries these are. */
template <std::size_t count>
std::size_t decide_runs(const DecisionTable& table, const BitRun* runs, const DecisionArrays& a, std::size_t n) {
    const PackedRows t = *table.packed;  // a copy that no store can alias
    const auto [first, second] = t.placings;
    WordVec down[count], bits[count];
    for (std::size_t r = 0; r < count; ++r) down[r] = all_words(runs[r].down), bits[r] = all_words(runs[r].bits);
    const WordVec above = all_words(u64(std::popcount(table.mask))), facts = all_words((u64(1) << table.facts) - 1);
    const WordVec none = all_words(t.none), other = all_words(t.other), kept = all_words(~(t.none | t.other));
    const WordVec fixed = all_words(t.fixed), flips = all_words(first.flip), shifts = all_words(first.shift);
    const u64* const pages = first.source ? a.copies : a.pfns;
    const u64* const others = second.source ? a.copies : a.pfns;
    std::size_t i = 0;
    for (; n - i >= 16; i += 16) {
        WordVec row[2], base[2];
#pragma GCC unroll 2
        for (std::size_t h = 0; h < 2; ++h) {
            const std::size_t at = i + 8 * h;
            const WordVec w = load_words(a.words + at);
            const WordVec page = _mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i*)(a.facts + at)));
            row[h] = _mm512_sllv_epi64(page & facts, above);
#pragma GCC unroll 8
            for (std::size_t r = 0; r < count; ++r)  // row | (w >> down & bits)
                row[h] = _mm512_ternarylogic_epi64(row[h], _mm512_srlv_epi64(w, down[r]), bits[r], 0xf8);
            base[h] = _mm512_i64gather_epi64(row[h], t.bases, 8);
        }
        if (bits_of_hits(_mm512_test_epi64_mask(base[0] | base[1], none)) != 0) break;
#pragma GCC unroll 2
        for (std::size_t h = 0; h < 2; ++h) {
            const std::size_t at = i + 8 * h;
            const Hits second_way = _mm512_test_epi64_mask(base[h], other);
            const WordVec shift = _mm512_mask_mov_epi64(shifts, second_way, all_words(second.shift));
            const WordVec flip = _mm512_mask_mov_epi64(flips, second_way, all_words(second.flip));
            const WordVec page = _mm512_mask_loadu_epi64(load_words(pages + at), second_way, others + at);
            const WordVec whole = _mm512_ternarylogic_epi64(base[h], kept, fixed, 0xea);  // (base & kept) | fixed
            store_words(a.out + at, _mm512_ternarylogic_epi64(whole, _mm512_sllv_epi64(page, shift), flip, 0x78));
        }
        const __m512i rows =
            _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi64_epi32(row[0])), _mm512_cvtepi64_epi32(row[1]), 1);
        _mm512_storeu_si512(a.rows + i, rows);
    }
    return i;
}

std::size_t decide_packed(const DecisionTable& table, const DecisionArrays& a, std::size_t n) noexcept {
    BitRun runs[most_runs];
    switch (runs_of(table.mask, runs)) {
        case 1:
            return decide_runs<1>(table, runs, a, n);
        case 2:
            return decide_runs<2>(table, runs, a, n);
        case 3:
            return decide_runs<3>(table, runs, a, n);
        case 4:
            return decide_runs<4>(table, runs, a, n);
        default:
            return 0;
    }
}
