#include "pool.hpp"

#include <algorithm>

namespace pte::node {
namespace {

// Entries: a slice costs some hundred in itself; where no cache holds the array, the forms of going through it race in long ones.
constexpr std::size_t shortest = std::size_t(1) << 14, longest = std::size_t(1) << 16;
/** How many slices a thread is to have at the least. */
constexpr std::size_t turns = 8;

bool is_left(const Job& job) { return !job.stopped && job.next < job.total; }

/** Takes slices until nothing is left, or `most` entries are done. */
void take_slices(Job& job, std::size_t most) {
    for (std::size_t did = 0; did < most && is_left(job);) {
        const std::size_t first = job.next.fetch_add(job.slice);
        if (first >= job.total) break;
        const std::size_t n = std::min(job.slice, job.total - first);
        job.run(first, n);
        did += n, job.done += n;
        job.after(false);
    }
}

}  // namespace

std::size_t slice_of(std::size_t total, unsigned threads) {
    return std::clamp(total / threads / turns / shortest * shortest, shortest, longest);
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
    const bool helps = threads > 1;  // one thread alone gains nothing by it
    job->threads = threads;
    uv_mutex_lock(&mutex_);
    running_.push_back(job);
    uv_mutex_unlock(&mutex_);
    const unsigned others = helps ? threads - 1 : threads;
    send(job, others, others);
    if (!helps) return;
    take_slices(*job, done_here);
    if (is_left(*job))
        send(job, 1, threads);
    else
        leave(job);
}

/** Has so many threads of the pool work on a job; there are to be `size` of them, if the system gives as many. */
void Pool::send(const Ref<Job>& job, unsigned threads, std::size_t size) {
    uv_mutex_lock(&mutex_);
    while (threads_.size() < size) {
        uv_thread_t thread;
        if (uv_thread_create(
                &thread, [](void* pool) { static_cast<Pool*>(pool)->work(); }, this) != 0)
            break;
        threads_.push_back(thread);
    }
    const bool none = threads_.empty();  // the system gives no thread: then on this one
    if (!none) queue_.insert(queue_.end(), threads, job);
    for (unsigned i = 0; i < threads; ++i) uv_cond_signal(&more_);
    uv_mutex_unlock(&mutex_);
    for (unsigned i = 0; none && i < threads; ++i) take_slices(*job, job->total), leave(job);
}

/** Nothing is left of a job: this thread leaves it, and with it those that have not come to it yet. */
void Pool::leave(const Ref<Job>& job) {
    const auto is_it = [&](const auto& other) { return &*other == &*job; };
    uv_mutex_lock(&mutex_);
    job->threads -= 1 + unsigned(std::erase_if(queue_, is_it));
    const bool last = job->threads == 0;
    if (last) std::erase_if(running_, is_it);
    uv_mutex_unlock(&mutex_);
    if (last) job->after(true);
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
    while (const auto job = take()) take_slices(*job, job->total), leave(job);
}

}  // namespace pte::node
