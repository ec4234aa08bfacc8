// A job on other threads that JavaScript waits for.
#pragma once
#include <napi.h>

#include <atomic>
#include <functional>
#include <mutex>

#include "../batch/race.hpp"
#include "pool.hpp"

namespace pte::node {

/** A job that JavaScript waits for. */
struct Waited : Job {
    Napi::ThreadSafeFunction settle;
    /** What settle() is given at the end, made on Node's loop; nothing where the arrays have it. */
    std::function<Napi::Value(Napi::Env)> answer;
    /** The first entry that could not be done; `total` if all could. */
    std::atomic<std::size_t> bad{0};
    /** Which form the array is gone through in, which its slices find out together. */
    Race race{0};

    std::mutex telling;
    /** Whether settle() hears of the job on the way, which wakes Node's thread each time. */
    bool progress = true;
    /** Parts of the job, in 64ths, that have been told of. */
    std::size_t told = 0;
    /** Node is ending: nobody listens. */
    bool deaf = false;

    void found_bad(std::size_t at) {
        for (std::size_t known = bad; at < known && !bad.compare_exchange_weak(known, at);) {
        }
    }
};

/**
 * The last arguments: how many threads, settle(done, bad, through, answer), and whether it hears of the job on the way, which it
 * does if that is left out. The arguments before them stay alive until the job is through.
 */
bool unpack_waiting(const Napi::CallbackInfo& info, std::size_t first, unsigned& threads, Waited& job);

/** Sends the job off. @returns stop(), after which no slice is begun; settle() still hears the end. */
Napi::Value start(Napi::Env env, const Ref<Waited>& job, unsigned threads, std::size_t total);

}  // namespace pte::node
