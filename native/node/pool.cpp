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

Pool::Pool() {
    uv_mutex_init(&mutex_);
    uv_cond_init(&more_);
}

Pool::~Pool() {
    uv_mutex_lock(&mutex_);
    ending_ = true;
    for (const auto& job : running_) job->stopped = true;
    uv_cond_broadcast(&more_);
    uv_mutex_unlock(&mutex_);
    for (auto& thread : threads_) uv_thread_join(&thread);
    uv_cond_destroy(&more_);
    uv_mutex_destroy(&mutex_);
}

void Pool::post(const Ref<Job>& job, unsigned threads) {
    uv_mutex_lock(&mutex_);
    while (threads_.size() < threads) {
        uv_thread_t thread;
        if (uv_thread_create(
                &thread, [](void* pool) { static_cast<Pool*>(pool)->work(); }, this) != 0)
            break;
        threads_.push_back(thread);
    }
    running_.push_back(job);
    const bool none = threads_.empty();  // the system gives no thread: then on this one
    job->threads = none ? 1 : threads;
    if (!none) queue_.insert(queue_.end(), threads, job);
    uv_cond_broadcast(&more_);
    uv_mutex_unlock(&mutex_);
    if (none) take_slices(*job), done(*job);
}

/** Forgets a job that no thread works on any more. */
void Pool::done(const Job& job) {
    if (job.threads != 0) return;
    uv_mutex_lock(&mutex_);
    std::erase_if(running_, [&](const auto& running) { return &*running == &job; });
    uv_mutex_unlock(&mutex_);
}

Ref<Job> Pool::take() {
    Ref<Job> job;
    uv_mutex_lock(&mutex_);
    while (!ending_ && queue_.empty()) uv_cond_wait(&more_, &mutex_);
    if (!queue_.empty()) {
        job = std::move(queue_.front());
        queue_.erase(queue_.begin());
    }
    uv_mutex_unlock(&mutex_);
    return job;
}

void Pool::work() {
    while (const auto job = take()) take_slices(*job), done(*job);
}

}  // namespace pte::node
