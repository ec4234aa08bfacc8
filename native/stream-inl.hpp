// Arrays that no cache holds, written past the caches: a line that is written whole is not read first, which saves a quarter
// of the traffic. With AVX-512 only, since AVX2 is slower than the memory. Included after planes-inl.hpp, so without an
// include guard.

inline constexpr std::size_t at_once = 256;  // words; of 64 to 1024 the fastest

/** Asks for the words of the next turn, which saves a tenth of the time: the processor's own guess comes too late. */
PTE_LANES void fetch_next(const u64* words) {
    for (std::size_t i = 0; i < at_once; i += line / sizeof *words) _mm_prefetch((const char*)(words + i), _MM_HINT_T0);
}

/** An output that is filled some words at a time and leaves in whole lines. */
template <class T>
class Streamed {
    static constexpr std::size_t bytes = at_once * sizeof(T);
    char* to_;          // the line where the next words begin
    std::size_t past_;  // bytes of it that are before them
    bool first_ = true;
    alignas(line) char held_[bytes + line];

public:
    explicit Streamed(T* to) noexcept
        : to_(reinterpret_cast<char*>(to) - reinterpret_cast<std::uintptr_t>(to) % line),
          past_(reinterpret_cast<std::uintptr_t>(to) % line) {}

    /** Where the next words are put. */
    T* next() noexcept { return reinterpret_cast<T*>(held_ + past_); }

    /** Writes the lines that are whole, and keeps what is of the last. */
    PTE_LANES void filled() noexcept {
        if (first_)
            std::memcpy(to_ + past_, held_ + past_, line - past_);  // before them stands what is not ours
        else
            stream_line(to_, held_);
        for (std::size_t i = line; i < bytes; i += line) stream_line(to_ + i, held_ + i);
        first_ = false, to_ += bytes;
        std::memcpy(held_, held_ + bytes, line);
    }

    /** Writes what is left. */
    void end() noexcept {
        if (!first_) std::memcpy(to_, held_, past_);
    }
};

std::size_t decode_streaming(const Planes& planes, std::size_t n, const u64* words, const Columns& out) noexcept {
    const Planes t = planes;  // a copy that no store can alias
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

std::size_t encode_streaming(const Planes& planes, std::size_t n, const ConstColumns& in, u64* words) noexcept {
    const Planes t = planes;
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

/** As decode_best() and encode_best(), past the caches where an array is large. */
std::size_t decode_large(const Layout& layout, const Plan& plan, std::size_t n, const u64* words, const Columns& out) noexcept {
    if (n < worth_streaming) return decode_best(layout, plan, n, words, out);
    const Planes t = planes_of(layout, plan);
    return decode_some(plan, t.fits ? decode_streaming(t, n, words, out) : 0, n, words, out);
}
std::size_t encode_large(const Layout& layout, const Plan& plan, std::size_t n, const ConstColumns& in, u64* words) noexcept {
    if (n < worth_streaming) return encode_best(layout, plan, n, in, words);
    const Planes t = planes_of(layout, plan);
    return encode_some(plan, t.fits ? encode_streaming(t, n, in, words) : 0, n, in, words);
}
