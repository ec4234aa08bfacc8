// Maps with every target against one word at a time, for sizes around a block, into other memory and in place.
#include <x86_pte/batch.hpp>
#include <x86_pte/map.hpp>

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
    std::printf("expected %s with %s for %zu words\n", what, target, n);
    ++failures;
}

constexpr u64 all = ~u64(0);
const MapStep always{0, 0, 0, ~u64(0x21), 0x420}, move{0x42, 0x40, 0, ~u64(0x40), u64(1) << 58},
    but_empty{1, 0, all, all, 0xff000}, flip{0xf00, 0, 0, all, 0x7000}, odd{2, 2, 4, ~u64(8), 16};

void try_size(const char* target, std::size_t n) {
    const std::vector<std::vector<MapStep>> maps = {
        {always},
        {always, flip},
        {always, but_empty},
        {always, but_empty, flip},
        {always, move},
        {always, move, flip},
        {always, move, but_empty},
        {always, move, but_empty, flip},
        {always, move, move, flip, flip},
        {always, flip, odd, move},
    };
    u64 seed = n;
    std::vector<u64> words(n), wanted(n), into(n + 1);
    for (u64& w : words) w = next(seed) % 5 == 0 ? 0 : next(seed) & next(seed);
    for (const auto& steps : maps) {
        const Map map{steps.data(), steps.size()};
        for (std::size_t i = 0; i < n; ++i) wanted[i] = mapped_word(map, words[i]);
        into.assign(n + 1, 7);
        map_batch(map, words.data(), n, into.data());
        expect(into.back() == 7 && std::vector<u64>(into.begin(), into.end() - 1) == wanted, "the words", target, n);
        std::vector<u64> place = words;
        map_batch(map, place.data(), n, place.data());
        expect(place == wanted, "the words in place", target, n);
    }
}

}  // namespace

int main() {
    const char* names[8];
    const char* how[8];
    const std::size_t count = targets(names, 8), ways = forms(how, 8);
    for (std::size_t t = 0; t < count; ++t)
        for (std::size_t f = 0; f < ways; ++f) {
            set_target(names[t]), set_form(how[f]);
            for (const std::size_t n : {0, 1, 7, 8, 9, 31, 32, 33, 1000, 4096, 300000}) try_size(names[t], n);
        }
    const MapStep steps[] = {move, always};
    expect(!map_steps_fit(steps, 2) && !map_steps_fit(steps, 0) && map_steps_fit(steps + 1, 1), "a first step for all", "any", 0);
    return failures != 0;
}
