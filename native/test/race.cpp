// The race of forms with times that are made up: who wins, what the losers cost, and that threads may share it.
#include <x86_pte/batch/race.hpp>

#include <cstdint>
#include <cstdio>
#include <thread>
#include <vector>

namespace {

using pte::Race;

int failures = 0;
void expect(bool holds, const char* what) {
    if (!holds) std::fprintf(stderr, "%s: expected yes, got no\n", what), ++failures;
}

constexpr std::size_t words = std::size_t(1) << 25;

/** Runs a race in which a word takes so many nanoseconds in each of three forms, in slices; how many words went to each. */
std::vector<std::size_t> run(Race& race, const double (&speeds)[3], std::size_t slice) {
    std::vector<std::size_t> went(3);
    for (std::size_t at = 0; at < words; at += slice) {
        std::size_t left = slice;
        for (Race::Leg leg; leg = race.next(3, left), leg.half != 0; left -= 2 * leg.half) {
            went[leg.form] += 2 * leg.half;
            race.took(leg, std::chrono::nanoseconds(std::int64_t(speeds[leg.form] * double(leg.half))));
        }
        went[race.best()] += left;
    }
    return went;
}

/** What a call loses beside the fastest form, as a part. */
double loss(const std::vector<std::size_t>& went, const double (&speeds)[3], double fastest) {
    double time = 0;
    for (std::size_t i = 0; i < 3; ++i) time += double(went[i]) * speeds[i];
    return time / (double(words) * fastest) - 1;
}

void whatever_wins() {
    constexpr double orders[][3] = {{1, 2, 3}, {3, 1, 2}, {1.1, 1.15, 1}, {1.04, 1, 1.02}, {1, 1, 1}};
    for (const auto& speeds : orders)
        for (const std::size_t slice : {words, std::size_t(1) << 16}) {
            Race race{words};
            const double fastest = *std::min_element(speeds, speeds + 3);
            expect(loss(run(race, speeds, slice), speeds, fastest) < 0.02, "a loss of less than a fiftieth");
            expect(speeds[race.best()] == fastest, "the fastest wins");
        }
}

/** One disturbed leg of each three is not heard. */
void one_may_be_disturbed() {
    Race race{words};
    std::size_t legs = 0;
    for (Race::Leg leg; leg = race.next(3, words), leg.half != 0; ++legs)
        race.took(leg,
                  std::chrono::nanoseconds(leg.turn == 1 ? 1'000'000'000 : std::int64_t(leg.half) * (leg.form == 2 ? 1 : 2)));
    expect(race.best() == 2, "the fastest wins though legs were disturbed");
    expect(legs == 9, "slow forms leave after their first round");
}

void too_short_is_no_leg() {
    Race race{4096};
    expect(race.next(2, 4096).half == 0, "no leg of a short array");
    expect(race.best() == 0, "the first form, as long as nothing is known");
}

void threads_share_it() {
    Race race{words};
    const double speeds[] = {2, 1, 3};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([&] { run(race, speeds, 1 << 16); });
    for (auto& thread : threads) thread.join();
    expect(race.best() == 1, "the fastest wins among threads");
}

}  // namespace

int main() {
    whatever_wins();
    one_may_be_disturbed();
    too_short_is_no_leg();
    threads_share_it();
    if (failures == 0) std::puts("race: the fastest wins");
    return failures == 0 ? 0 : 1;
}
