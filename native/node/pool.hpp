// Threads of the addon's own. A job is cut into slices that any of them takes.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace pte::node {

/** Work on the entries 0 to `total` of some arrays. */
struct Job {
    std::size_t total = 0, slice = 1;
    /** Does `n` entries from `first` on, while other threads do others. */
    std::function<void(std::size_t first, std::size_t n)> run;
    /** Called by a thread that has done a slice, and once with `through`, when none will touch the arrays again. */
    std::function<void(bool through)> after;

    std::atomic<std::size_t> next{0}, done{0};
    /** Threads that have not come to the end of it. */
    std::atomic<unsigned> threads{0};
    /** No slice is begun any more. */
    std::atomic<bool> stopped{false};
};

/**
 * Entries that a thread takes at once. As long as a part for each thread is small, that is it: its lines stay with the core that
 * has them. Beyond, slices by turns, so that a thread that is late holds nobody up.
 */
std::size_t slice_of(std::size_t total, unsigned threads);

/** The threads of one environment of Node; they end with it. */
class Pool {
public:
    /** Stops what runs, and waits until no thread touches an array. */
    ~Pool();

    /** Runs a job on so many threads, which are made if they are not there yet. */
    void post(const std::shared_ptr<Job>& job, unsigned threads);

private:
    void work();
    std::shared_ptr<Job> take();

    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<std::shared_ptr<Job>> queue_;
    std::vector<std::weak_ptr<Job>> running_;
    std::vector<std::thread> threads_;
    bool ending_ = false;
};

}  // namespace pte::node
