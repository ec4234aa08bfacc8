// Every target against one entry at a time, for sizes around the lanes, there and back.
#include <x86_pte/batch.hpp>
#include <x86_pte/codec.hpp>

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

struct Table {
    std::vector<u8> kind, type;
    std::vector<u32> flags;
    std::vector<u64> payload;
    explicit Table(std::size_t n) : kind(n), type(n), flags(n), payload(n) {}
    Columns out() { return {kind.data(), type.data(), flags.data(), payload.data()}; }
    ConstColumns in() const { return {kind.data(), type.data(), flags.data(), payload.data()}; }
};

bool same(const Table& t, std::size_t i, const scalar::Rows& row) {
    return t.kind[i] == row.kind && t.type[i] == row.type && t.flags[i] == row.flags && t.payload[i] == payload(row);
}

int failures = 0;
void expect(bool ok, const char* what, const char* target, std::size_t n) {
    if (ok) return;
    std::printf("expected %s with %s for %zu words\n", what, target, n);
    ++failures;
}

void try_size(const Layout& l, const char* target, std::size_t n) {
    u64 seed = n;
    std::vector<u64> source(n);
    for (std::size_t i = 0; i < n; ++i) {
        source[i] = next(seed);
        if (i % 4 == 0) source[i] &= ~u64(0x101);  // as many swap entries as others
        if (i % 16 == 1) source[i] = bit(unsigned(i) % 64);
    }
    Table table(n);
    decode_batch(l, source.data(), n, table.out());
    bool ok = true;
    for (std::size_t i = 0; i < n; ++i) ok = ok && same(table, i, scalar::decode(l, source[i]));
    expect(ok, "the rows of the scalar codec", target, n);
    std::vector<u64> back(n);
    expect(encode_batch(l, table.in(), n, back.data()) == n && back == source, "the words again", target, n);
    for (std::size_t at : {std::size_t(0), n / 2, n - 1}) {
        if (at >= n) continue;
        Table wrong = table;
        wrong.kind[at] = 200;
        expect(encode_batch(l, wrong.in(), n, back.data()) == at, "the place of a wrong row", target, n);
    }
}

}  // namespace

int main() {
    const char* names[8];
    const std::size_t count = targets(names, 8);
    const Layout kernels[] = {resolve({{4, 19}, 0}), resolve({{6, 1}, 192}), resolve({{7, 3}, 4}, {~0u, 5, bit(47)})};
    for (std::size_t t = 0; t < count; ++t) {
        expect(set_target(names[t]), "a target that runs", names[t], 0);
        for (const Layout& l : kernels)
            for (std::size_t n : {0, 1, 7, 8, 9, 63, 64, 65, 100003}) try_size(l, names[t], n);
        const char* forms[8];
        for (std::size_t f = pte::forms(forms, 8); f-- > 0;) {
            expect(set_form(forms[f]), "a form there is", forms[f], 0);
            for (const Layout& l : kernels) try_size(l, names[t], 3333);
        }
        expect(set_form(nullptr) && !set_form("none"), "no such form", "none", 0);
    }
    expect(!set_target("mmx"), "no such target", "mmx", 0);
    return failures != 0;
}
