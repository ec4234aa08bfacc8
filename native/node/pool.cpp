#include "pool.hpp"

#include <algorithm>

namespace pte::node {
namespace {

// Entries: half a MiB of words. To wake a thread takes as long as to decode some ten thousand.
constexpr std::size_t least = std::size_t(1) << 16;

void take_slices(Job& job) {
    while (!job.stopped) {
        const std::size_t first = job.next.fetch_add(job.slice);
        if (first >= job.total) break;
        const std::size_t n = std::min(job.slice, job.total - first);
        job.run(first, n);
        job.done += n;
        job.after(false);
    }
    if (--job.threads == 0) job.after(true);
}

}  // namespace

std::size_t slice_of(std::size_t total, unsigned threads) {
    const std::size_t part = (total / threads + least) / least * least;
    return part <= 4 * least ? part : least;
}

Pool::~Pool() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        for (const auto& running : running_)
            if (const auto job = running.lock()) job->stopped = true;
    }
    more_.notify_all();
    for (auto& thread : threads_) thread.join();
}

void Pool::post(const std::shared_ptr<Job>& job, unsigned threads) {
    const std::lock_guard lock(mutex_);
    while (threads_.size() < threads) threads_.emplace_back([this] { work(); });
    std::erase_if(running_, [](const auto& running) { return running.expired(); });
    running_.push_back(job);
    job->threads = threads;
    queue_.insert(queue_.end(), threads, job);
    more_.notify_all();
}

std::shared_ptr<Job> Pool::take() {
    std::unique_lock lock(mutex_);
    more_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) return nullptr;
    const auto job = std::move(queue_.front());
    queue_.pop_front();
    return job;
}

void Pool::work() {
    while (const auto job = take()) take_slices(*job);
}

}  // namespace pte::node
