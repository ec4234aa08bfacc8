#include "decision_table.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace pte {
namespace {

constexpr unsigned ones(u64 mask) {
    unsigned n = 0;
    for (; mask != 0; mask &= mask - 1) ++n;
    return n;
}

/** The bits of the word that the mask has, packed together: what PEXT does. */
inline u64 packed(u64 word, u64 mask) {
    u64 out = 0;
    for (u64 place = 1; mask != 0; mask &= mask - 1, place <<= 1)
        if (word & mask & -mask) out |= place;
    return out;
}

/** One entry; false where there is no row for it. */
[[gnu::always_inline]] inline bool decide_one(const DecisionTable& t, const DecisionArrays& a, std::size_t i, u32 row) {
    const DecisionRow& d = t.rows[row];
    if (d.source == no_decision) return false;
    const u64 pfn = (d.source ? a.copies : a.pfns)[i];
    a.out[i] = d.base ^ (pfn << d.shift & d.flip);
    a.rows[i] = row;
    return true;
}

[[gnu::always_inline]] inline u32 facts_of(const DecisionTable& t, const DecisionArrays& a, std::size_t i, unsigned above) {
    return (a.facts[i] & ((u32(1) << t.facts) - 1)) << above;
}

std::size_t portable(const DecisionTable& t, const DecisionArrays& a, std::size_t n) noexcept {
    const unsigned above = ones(t.mask);
    for (std::size_t i = 0; i < n; ++i)
        if (!decide_one(t, a, i, u32(packed(a.words[i], t.mask)) | facts_of(t, a, i, above))) return i;
    return n;
}

#if defined(__x86_64__)
[[gnu::target("bmi2")]] std::size_t bmi2(const DecisionTable& t, const DecisionArrays& a, std::size_t n) noexcept {
    const unsigned above = ones(t.mask);
    for (std::size_t i = 0; i < n; ++i)
        if (!decide_one(t, a, i, u32(_pext_u64(a.words[i], t.mask)) | facts_of(t, a, i, above))) return i;
    return n;
}
#endif

}  // namespace

std::size_t decide_batch(const DecisionTable& table, const DecisionArrays& arrays, std::size_t n) noexcept {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("bmi2")) return bmi2(table, arrays, n);
#endif
    return portable(table, arrays, n);
}

}  // namespace pte
