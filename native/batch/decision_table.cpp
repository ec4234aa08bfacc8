#include "decision_table.hpp"

#include "passes.hpp"

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

std::size_t portable(const DecisionTable& t, const DecisionArrays& a, std::size_t from, std::size_t n) noexcept {
    const unsigned above = ones(t.mask);
    for (std::size_t i = from; i < n; ++i)
        if (!decide_one(t, a, i, u32(packed(a.words[i], t.mask)) | facts_of(t, a, i, above))) return i;
    return n;
}

#if defined(__x86_64__)
[[gnu::target("bmi2")]] std::size_t bmi2(const DecisionTable& t, const DecisionArrays& a, std::size_t from,
                                         std::size_t n) noexcept {
    const unsigned above = ones(t.mask);
    for (std::size_t i = from; i < n; ++i)
        if (!decide_one(t, a, i, u32(_pext_u64(a.words[i], t.mask)) | facts_of(t, a, i, above))) return i;
    return n;
}
#endif

/** What all rows have in common. */
struct Common {
    u64 all = ~u64(0), any = 0;  // bits that every base has, and that some have
    Placing placings[2] = {};
    unsigned count = 0;
};

bool same(const Placing& p, const DecisionRow& r) { return p.flip == r.flip && p.shift == r.shift && p.source == r.source; }

/** False where there are more than two placings. */
bool note_row(Common& c, const DecisionRow& r) noexcept {
    c.all &= r.base, c.any |= r.base;
    for (unsigned i = 0; i < c.count; ++i)
        if (same(c.placings[i], r)) return true;
    if (c.count == 2) return false;
    c.placings[c.count++] = {r.flip, r.shift, r.source};
    return true;
}

}  // namespace

bool pack_rows(const DecisionRow* rows, std::size_t size, u64* bases, PackedRows& out) noexcept {
    Common c;
    for (std::size_t i = 0; i < size; ++i)
        if (rows[i].source != no_decision && !note_row(c, rows[i])) return false;
    const u64 alike = ~(c.all ^ c.any), none = alike & -alike, other = (alike ^ none) & -(alike ^ none);
    if (c.count == 0 || other == 0) return false;
    if (c.count == 1) c.placings[1] = c.placings[0];
    out = {bases, none, other, c.any & (none | other), {c.placings[0], c.placings[1]}};
    for (std::size_t i = 0; i < size; ++i) {
        const u64 base = rows[i].base & ~(none | other);
        bases[i] = rows[i].source == no_decision ? none : same(c.placings[0], rows[i]) ? base : base | other;
    }
    return true;
}

std::size_t decide_batch(const DecisionTable& table, const DecisionArrays& arrays, std::size_t n) noexcept {
    const auto blocks = passes().decide_packed;
    const std::size_t done = table.packed && blocks ? blocks(table, arrays, n) : 0;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("bmi2")) return bmi2(table, arrays, done, n);
#endif
    return portable(table, arrays, done, n);
}

}  // namespace pte
