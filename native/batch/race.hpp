// Which form of going through an array is the fastest, as the array's own beginning says: a race of few legs, of which those that
// are clearly slower are left out, so that the closer the forms are, the longer they are compared.
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>

namespace pte {

/** The race of one array, which threads that share the array share. */
class Race {
public:
    /** Words of the whole array, of which a call may be handed a part. */
    std::size_t total;
    explicit Race(std::size_t words) : total(words) {}

    /** Two halves in one form. The first is not counted: in it the caches get rid of what another form left there. */
    struct Leg {
        std::size_t form = 0, half = 0, turn = 0;  // `half` in words; 0 is no leg
    };

    /** The fastest of the forms so far. */
    std::size_t best() const noexcept { return best_.load(std::memory_order_relaxed); }

    /** What to do next of `left` words, in one of `count` forms; no leg where the race is over, or others run the last legs of a
     * round. */
    Leg next(std::size_t count, std::size_t left) noexcept {
        if (over_.load(std::memory_order_relaxed)) return {};
        const std::lock_guard lock(mutex_);
        if (running_ == 0)
            for (; running_ < count; ++running_) forms_[running_] = running_;
        const std::size_t long_enough = std::max(total / parts[round_] / 2, shortest);
        const std::size_t half = std::min(long_enough, left / 2) / whole * whole;
        if (half < shortest || handed_ == running_ * turns) return {};
        const std::size_t i = handed_++;
        return {forms_[i % running_], half, i / running_};
    }

    /** The second half of a leg took so long. */
    void took(const Leg& leg, std::chrono::nanoseconds time) noexcept {
        const std::lock_guard lock(mutex_);
        speeds_[leg.form][leg.turn] = double(time.count()) / double(leg.half);
        if (++heard_ == running_ * turns) end_round();
    }

private:
    static constexpr std::size_t most = 3, turns = 3;
    /** How short a leg is in each round, as a part of the array. */
    static constexpr std::size_t parts[] = {1024, 128};
    static constexpr std::size_t rounds = std::size(parts);
    /** Words: to go through less takes not much longer than to look at the clock; and what halves are whole numbers of. */
    static constexpr std::size_t shortest = 4096, whole = 512;
    /** Who takes so much longer than the fastest is left out. */
    static constexpr double clearly = 1.2;

    /** The turn in the middle: what disturbs one does not count. */
    double median(std::size_t form) noexcept {
        std::sort(speeds_[form], speeds_[form] + turns);
        return speeds_[form][turns / 2];
    }
    void end_round() noexcept {
        double medians[most];
        for (std::size_t i = 0; i < running_; ++i) medians[i] = median(forms_[i]);
        const double* fastest = std::min_element(medians, medians + running_);
        best_ = forms_[fastest - medians];
        std::size_t left = 0;
        for (std::size_t i = 0; i < running_; ++i)
            if (medians[i] <= *fastest * clearly) forms_[left++] = forms_[i];
        running_ = left, handed_ = heard_ = 0;
        over_ = ++round_ == rounds || running_ == 1;
    }

    std::mutex mutex_;
    std::atomic<std::size_t> best_{0};
    std::atomic<bool> over_{false};
    std::size_t round_ = 0, running_ = 0, handed_ = 0, heard_ = 0;  // of the round: legs that were given out, that came in
    std::size_t forms_[most] = {};                                  // those that are still in it
    double speeds_[most][turns] = {};                               // nanoseconds a word
};

}  // namespace pte
