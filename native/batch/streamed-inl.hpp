// An array that is written past the caches: a line that is written whole is then not read first, where a machine reads lines
// before it writes them. Included after the operations of each instruction set, in its namespace, so without an include guard.
#ifndef PTE_INLINE
#include "../codec/outer/avx2-blocks-inl.hpp"
#endif

/** An output that is filled some words at a time, whole lines of them, and leaves in whole lines wherever it begins. */
template <class T, std::size_t words>
class Streamed {
    static constexpr std::size_t bytes = words * sizeof(T);
    char* to_;          // the line where the next words begin
    std::size_t past_;  // bytes of it that are before them
    bool first_ = true;
    alignas(cache_line) char held_[bytes + cache_line];

public:
    explicit Streamed(T* to) noexcept
        : to_(reinterpret_cast<char*>(to) - reinterpret_cast<std::uintptr_t>(to) % cache_line),
          past_(reinterpret_cast<std::uintptr_t>(to) % cache_line) {}

    /** Where the next words are put. */
    T* next() noexcept { return reinterpret_cast<T*>(held_ + past_); }

    /** Writes the lines that are whole, and keeps what is of the last. */
    PTE_INLINE void filled() noexcept {
        if (first_)
            std::memcpy(to_ + past_, held_ + past_, cache_line - past_);  // before them stands what is not ours
        else
            stream_line(to_, held_);
        for (std::size_t i = cache_line; i < bytes; i += cache_line) stream_line(to_ + i, held_ + i);
        first_ = false, to_ += bytes;
        std::memcpy(held_, held_ + bytes, cache_line);
    }

    /** Writes what is left. */
    void end() noexcept {
        if (!first_) std::memcpy(to_, held_, past_);
        _mm_sfence();
    }
};
