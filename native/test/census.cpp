// A census with every target against the rows of the scalar codec, for sizes around a chunk.
#include <x86_pte/batch.hpp>
#include <x86_pte/census.hpp>
#include <x86_pte/codec.hpp>

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <vector>

namespace {

using namespace pte;

u64 next(u64& state) {  // splitmix64: any spread of words will do
    u64 z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

Census counted(const Layout& l, const std::vector<u64>& words) {
    Census c{};
    for (const u64 word : words) {
        const scalar::Rows row = scalar::decode(l, word);
        ++c.kinds[row.kind];
        if (row.kind > u32(Kind::protnone)) ++c.types[row.type];
        for (unsigned f = 0; f < named_flags; ++f)
            if (row.flags >> (flag_enc + f) & 1) ++c.flags[f], ++c.flags_of_kind[row.kind][f];
    }
    return c;
}

int failures = 0;
void expect(bool ok, const char* what, const char* target, std::size_t n) {
    if (ok) return;
    std::printf("expected %s with %s for %zu words\n", what, target, n);
    ++failures;
}

void try_size(const Layout& l, const char* target, std::size_t n) {
    u64 seed = n;
    std::vector<u64> words(n);
    for (std::size_t i = 0; i < n; ++i) {
        words[i] = next(seed);
        if (i % 4 == 0) words[i] &= ~u64(0x101);  // as many swap entries as others
        if (i % 16 == 1) words[i] = bit(unsigned(i) % 64);
        if (i % 8 == 3) words[i] |= ~low_bits(11), words[i] &= ~u64(0x101);  // markers, most without strange bits
    }
    Census counts{}, wanted = counted(l, words);
    census_batch(l, words.data(), n, true, counts);
    expect(std::memcmp(&counts, &wanted, sizeof counts) == 0, "the counts of the scalar codec", target, n);
    Census totals{};
    census_batch(l, words.data(), n, false, totals);
    expect(std::memcmp(&totals, &wanted, offsetof(Census, flags_of_kind)) == 0, "the same totals", target, n);
}

}  // namespace

int main() {
    const char* names[8];
    const std::size_t count = targets(names, 8);
    const Layout kernels[] = {resolve({{4, 19}, 0}), resolve({{6, 1}, 192}), resolve({{6, 12}, 107}, {~0u, 5, 0, bit(51)}),
                              resolve({{7, 3}, 4}, {~0u, 5, bit(47)}), resolve({{7, 3}, 4}, {~0u, 4, 0, bit(30)})};
    for (std::size_t t = 0; t < count; ++t) {
        set_target(names[t]);
        for (const Layout& l : kernels)
            for (const std::size_t n : {0, 1, 63, 65, 512, 1023, 1024, 1025, 20011}) try_size(l, names[t], n);
    }
    return failures != 0;
}
