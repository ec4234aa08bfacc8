// Kernel logic by tables of which one look-up tells all of a row. Included after the operations on words of each instruction set
// that shifts each word by its own number, in its namespace, so without an include guard.
#ifndef PTE_INLINE
#include "../codec/words/avx2-placed-inl.hpp"
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

inline constexpr std::size_t decided_at_once = 128;  // entries

/** The rows of a block: bits of the facts above those of the entry. */
template <std::size_t count>
PTE_INLINE void rows_of_block(const DecisionTable& table, const BitRun* runs, const DecisionArrays& a, std::size_t i, u32* rows) {
    WordVec down[count], bits[count];
    for (std::size_t r = 0; r < count; ++r) down[r] = all_words(runs[r].down), bits[r] = all_words(runs[r].bits);
    const WordVec above = all_words(u64(std::popcount(table.mask))), facts = all_words((u64(1) << table.facts) - 1);
    for (std::size_t k = 0; k < decided_at_once; k += words_at_once) {
        const WordVec w = load_words(a.words + i + k);
        WordVec row = shifted_up(load_bytes_as_words(a.facts + i + k) & facts, above);
#pragma GCC unroll 8
        for (std::size_t r = 0; r < count; ++r) row = or_kept(row, shifted_down(w, down[r]), bits[r]);
        store_low_halves(rows + k, row);
    }
}

/** What the table says of them, one after the other: no gather is faster. False where there is no row. */
PTE_INLINE bool look_up(const PackedRows& t, const u32* rows, u64* bases) {
    u64 any = 0;
#pragma GCC unroll 8
    for (std::size_t k = 0; k < decided_at_once; ++k) {
        u64 base = t.bases[rows[k]];
        asm("" : "+r"(base));  // else g++ gathers
        bases[k] = base, any |= base;
    }
    return (any & t.none) == 0;
}

PTE_INLINE void place_block(const PackedRows& t, const u64* bases, const DecisionArrays& a, std::size_t i) {
    const auto [first, second] = t.placings;
    const u64* const pages = first.source ? a.copies : a.pfns;
    const u64* const others = second.source ? a.copies : a.pfns;
    const WordVec other = all_words(t.other), kept = all_words(~(t.none | t.other)), fixed = all_words(t.fixed);
    const WordVec flips[2] = {all_words(first.flip), all_words(second.flip)};
    const WordVec shifts[2] = {all_words(first.shift), all_words(second.shift)};
    for (std::size_t k = 0; k < decided_at_once; k += words_at_once) {
        const WordVec base = load_words(bases + k);
        const WordVec shift = by_bits(base, other, shifts[0], shifts[1]), flip = by_bits(base, other, flips[0], flips[1]);
        WordVec page = load_words(pages + i + k);
        if (pages != others) page = by_bits(base, other, page, load_words(others + i + k));
        store_words(a.out + i + k, xor_kept(or_kept(fixed, base, kept), shifted_up(page, shift), flip));
    }
}

/** Whole blocks, up to one in which an entry has no row; how many entries these are. */
template <std::size_t count>
[[gnu::noinline]] std::size_t decide_runs(const DecisionTable& table, const BitRun* runs, const DecisionArrays& arrays,
                                          std::size_t n) {
    const PackedRows t = *table.packed;  // copies that no store can alias
    const DecisionArrays a = arrays;
    u64 bases[decided_at_once];
    u32 rows[decided_at_once];  // the caller's are written where all of a block have one
    std::size_t i = 0;
    for (; n - i >= decided_at_once; i += decided_at_once) {
        rows_of_block<count>(table, runs, a, i, rows);
        if (!look_up(t, rows, bases)) break;
        asm volatile("" : : "r"(bases) : "memory");  // through memory: g++ would put registers together
        place_block(t, bases, a, i);
        std::memcpy(a.rows + i, rows, sizeof rows);
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
