// Arrays that no cache holds, written past the caches: a line that is written whole is not read first, which saves a quarter
// of the traffic. With AVX-512 only, since AVX2 is slower than the memory. Included after byte_loops-inl.hpp, in the namespace
// of the instruction set, so without an include guard.
#ifndef PTE_INLINE
#include "../codec/bytes/avx512-inl.hpp"
#include "../codec/byte_codec-inl.hpp"
#include "byte_loops-inl.hpp"
#endif

inline constexpr std::size_t at_once = 256;  // words; of 64 to 1024 the fastest

/** Asks for the words of the next turn, which saves a tenth of the time: the processor's own guess comes too late. */
PTE_INLINE void fetch_next(const u64* words) {
    for (std::size_t i = 0; i < at_once; i += cache_line / sizeof *words) _mm_prefetch((const char*)(words + i), _MM_HINT_T0);
}

/** An output that is filled some words at a time and leaves in whole lines. */
template <class T>
class Streamed {
    static constexpr std::size_t bytes = at_once * sizeof(T);
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
    }
};

std::size_t decode_streaming(const ByteTables& tables, std::size_t n, const u64* words, const Columns& out) noexcept {
    const ByteTables t = tables;  // a copy that no store can alias
    Streamed<u8> kind(out.kind), type(out.type);
    Streamed<u32> flags(out.flags);
    Streamed<u64> payload(out.payload);
    const Columns next{kind.next(), type.next(), flags.next(), payload.next()};
    std::size_t i = 0;
    for (; n - i >= at_once; i += at_once) {
        fetch_next(words + i + at_once);  // past the end at last, which a prefetch may
        decode_blocks(t, at_once, words + i, next);
        kind.filled(), type.filled(), flags.filled(), payload.filled();
    }
    kind.end(), type.end(), flags.end(), payload.end();
    _mm_sfence();
    return i;
}

std::size_t encode_streaming(const ByteTables& tables, std::size_t n, const ConstColumns& in, u64* words) noexcept {
    const ByteTables t = tables;
    Streamed<u64> made(words);
    std::size_t i = 0;
    for (; n - i >= at_once; i += at_once) {
        const ConstColumns rows{in.kind + i, in.type + i, in.flags + i, in.payload + i};
        if (encode_blocks(t, at_once, rows, made.next()) < at_once) break;
        made.filled();
    }
    made.end();
    _mm_sfence();
    return i;
}
