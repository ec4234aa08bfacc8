// Searches with every target against one word at a time, for sizes around a block.
#include <x86_pte/batch.hpp>
#include <x86_pte/find.hpp>

#include <algorithm>
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

bool test(const FindStep& s, u64 word) {
    return (word & s.mask) == s.value && (s.width == 0 || ((word ^ s.flip) & s.field) - s.low < s.width);
}

int failures = 0;
void expect(bool ok, const char* what, const char* target, std::size_t n) {
    if (ok) return;
    std::printf("expected %s with %s for %zu words\n", what, target, n);
    ++failures;
}

const FindStep equal{0x101, 1, 0, 0, 0, 0, does_test}, range{0, 0, ~u64(0), 0xff000, 0x10000, 0x40000, does_test},
    round{0, 0, 0, ~u64(0), ~u64(0) - 5, ~u64(0) / 2, does_test}, both{0x21, 0x20, 0, 0xff0000, 0x100000, 0x800000, does_test},
    inverted{0x21, 0x20, ~u64(0), 0xff0000, 0x100000, 0x800000, does_test},
    flipped{0x21, 0x20, 0x550000, 0xff0000, 0x100000, 0x800000, does_test};
const FindStep join_and{0, 0, 0, 0, 0, 0, does_and}, join_or{0, 0, 0, 0, 0, 0, does_or};

void try_size(const char* target, std::size_t n) {
    u64 seed = n;
    std::vector<u64> words(n);
    for (u64& w : words) w = next(seed);
    const std::vector<std::vector<FindStep>> questions = {{equal},
                                                          {range},
                                                          {round},
                                                          {both},
                                                          {inverted},
                                                          {flipped},
                                                          {equal, range, join_and},
                                                          {equal, range, both, join_or, join_and},
                                                          {flipped, inverted, join_or}};
    const auto wanted = [](std::size_t q, u64 w) {
        const bool e = test(equal, w), r = test(range, w), o = test(round, w), b = test(both, w), i = test(inverted, w),
                   f = test(flipped, w);
        const bool answers[] = {e, r, o, b, i, f, e && r, e && (r || b), i || f};
        return answers[q];
    };
    for (std::size_t q = 0; q < questions.size(); ++q)
        for (const std::size_t from : {std::size_t(0), n / 3, n}) {
            std::vector<u32> all, found(n + 1);
            for (std::size_t i = from; i < n; ++i)
                if (wanted(q, words[i])) all.push_back(u32(i));
            const Question question{questions[q].data(), questions[q].size()};
            for (const std::size_t room : {n, all.size(), all.size() / 2}) {
                const std::size_t count = find_batch(question, words.data(), from, n, found.data(), room);
                const std::size_t most = std::min(room, all.size());
                expect(count == most && std::equal(all.begin(), all.begin() + long(most), found.begin()), "the places", target,
                       n);
            }
        }
}

}  // namespace

int main() {
    const char* names[8];
    const std::size_t count = targets(names, 8);
    for (std::size_t t = 0; t < count; ++t) {
        set_target(names[t]);
        for (const std::size_t n : {0, 1, 7, 63, 64, 65, 1000, 4096}) try_size(names[t], n);
    }
    const FindStep steps[] = {equal, join_and};
    expect(!steps_fit(steps, 2) && !steps_fit(steps, 0) && steps_fit(steps, 1), "steps that leave one answer", "any", 0);
    return failures != 0;
}
