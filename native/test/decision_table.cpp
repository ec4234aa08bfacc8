// Tables of kernel logic whose rows are packed against the same rows one at a time, with every target, for sizes around a block
// and wherever an entry has no row.
#include <x86_pte/batch.hpp>
#include <x86_pte/decision_table.hpp>

#include <cstdio>
#include <vector>

namespace {

using namespace pte;

u64 next(u64& state) {  // splitmix64: any spread of words will do
    u64 z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

int failures = 0;
void expect(bool ok, const char* what, const char* target, std::size_t n) {
    if (ok) return;
    std::printf("expected %s with %s for %zu entries\n", what, target, n);
    ++failures;
}

constexpr u64 mask = u64(0xf8) << 56 | 6, alike = 0x98;
constexpr unsigned facts = 2;
constexpr std::size_t size = std::size_t(1) << (7 + facts);

/** Rows of two placings, of which one in `gaps` is none. */
std::vector<DecisionRow> rows_with(u64 gaps) {
    u64 seed = gaps;
    std::vector<DecisionRow> rows(size);
    for (DecisionRow& row : rows) {
        const u64 chance = next(seed);
        const u32 source = next(seed) % gaps == 0 ? no_decision : u32(chance & 1);
        row = {(next(seed) & ~alike) | 0x88, chance & 1 ? 0x1fffffffffe00ULL : 0xffffffffff000ULL, chance & 1 ? 9u : 12u, source};
    }
    return rows;
}

struct Made {
    std::size_t done;
    std::vector<u64> out;
    std::vector<u32> rows;
    bool operator==(const Made&) const = default;
};

Made decide(const DecisionTable& table, std::size_t n) {
    u64 seed = 7;
    std::vector<u64> words(n), pfns(n), copies(n);
    std::vector<u8> pages(n);
    for (std::size_t i = 0; i < n; ++i)
        words[i] = next(seed), pfns[i] = next(seed), copies[i] = next(seed), pages[i] = u8(next(seed));
    Made made{0, std::vector<u64>(n), std::vector<u32>(n)};
    made.done =
        decide_batch(table, {words.data(), pages.data(), pfns.data(), copies.data(), made.out.data(), made.rows.data()}, n);
    return made;
}

void try_table(const char* target, const std::vector<DecisionRow>& rows) {
    std::vector<u64> bases(size);
    PackedRows packed;
    expect(pack_rows(rows.data(), size, bases.data(), packed), "rows that can be packed", target, size);
    for (std::size_t n = 0; n < 400; n += n < 120 || n > 140 ? 13 : 1)
        expect(decide({rows.data(), mask, facts, &packed}, n) == decide({rows.data(), mask, facts}, n), "the same entries",
               target, n);
}

}  // namespace

int main() {
    const char* names[8];
    const std::size_t count = targets(names, 8);
    for (std::size_t t = 0; t < count; ++t) {
        set_target(names[t]);
        try_table(names[t], rows_with(u64(1) << 40));
        try_table(names[t], rows_with(50));
    }
    std::vector<DecisionRow> rows = rows_with(50);
    std::vector<u64> bases(size);
    PackedRows packed;
    rows[3] = {0, 0, 0, 0};
    expect(!pack_rows(rows.data(), size, bases.data(), packed), "three placings to be too many", "any", size);
    rows = rows_with(1);
    expect(!pack_rows(rows.data(), size, bases.data(), packed), "no row at all to be none", "any", size);
    return failures != 0;
}
