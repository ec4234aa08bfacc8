// Threads of the addon's own, by libuv: those of the C++ library ask for a newer one than Node does. A job is cut into slices
// that any of them takes.
#pragma once
#include <uv.h>

#include <atomic>
#include <cstddef>
#include <functional>
#include <vector>

#include "ref.hpp"

namespace pte::node {

/** Work on the entries 0 to `total` of some arrays. */
struct Job : Held {
    std::size_t total = 0, slice = 1;
    /** Does `n` entries from `first` on, while other threads do others. */
    std::function<void(std::size_t first, std::size_t n)> run;
    /** Called by a thread that has done a slice, and once with `through`, when none will touch the arrays again. */
    std::function<void(bool through)> after;

    std::atomic<std::size_t> next{0}, done{0};
    /** Threads that have not left it, under the pool's lock. */
    unsigned threads = 0;
    /** No slice is begun any more. */
    std::atomic<bool> stopped{false};
};

/** Entries that a thread takes at once: few enough that a thread that comes late holds nobody up. */
std::size_t slice_of(std::size_t total, unsigned threads);

/** Entries that the caller's own thread may do, which is Node's: 1 MiB of words. */
inline constexpr std::size_t done_here = std::size_t(1) << 17;

/** The threads of one environment of Node; they end with it. */
class Pool {
public:
    Pool();
    Pool(const Pool&) = delete;
    /** Stops what runs, and waits until no thread touches an array. */
    ~Pool();

    /**
     * Runs a job on so many threads, which are made if they are not there yet. The last of them is the caller's: it does what it
     * may while the others wake up, and another takes its place if that is not all.
     */
    void post(const Ref<Job>& job, unsigned threads);

private:
    void send(const Ref<Job>& job, unsigned threads, std::size_t size);
    void work();
    Ref<Job> take();
    void leave(const Ref<Job>& job);

    uv_mutex_t mutex_;
    uv_cond_t more_;
    std::vector<Ref<Job>> queue_;
    std::vector<Ref<Job>> running_;
    std::vector<uv_thread_t> threads_;
    bool ending_ = false;
};

}  // namespace pte::node
