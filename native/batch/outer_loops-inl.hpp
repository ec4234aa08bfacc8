// The loops over blocks with planes of outer bytes. Included after the operations of each instruction set and both outer codecs,
// in its namespace, so without an include guard.
#ifndef PTE_INLINE
#include "../codec/outer_encode-inl.hpp"
#include "forms.hpp"
#include "streamed-inl.hpp"
#endif

constexpr std::size_t at_once(Form form) { return form == Form::one_pass ? outer_block : chunk; }

/**
 * `n` words, whole blocks: planes of all, then payloads of all, so that no payload waits for its place. The bytes of a block are
 * loaded while the one before is decoded, since neither waits for the other: a fourteenth of the time.
 */
template <bool low_pfn, Frame frame, std::size_t n>
PTE_INLINE void decode_words(const OuterTables& t, const u64* words, const Columns& out) {
    constexpr bool with_fifth = needs_fifth(low_pfn, frame);
    alignas(cache_line) u8 turn[n];
    OuterBytes next = load_outer<with_fifth>(words);
    for (std::size_t i = 0; i < n; i += outer_block) {
        const OuterBytes w = next;
        if (i + outer_block < n) next = load_outer<with_fifth>(words + i + outer_block);
        decode_outer<low_pfn, frame>(t, w, from(out, i), turn + i);
    }
    asm volatile("" : : "r"(turn) : "memory");  // through memory: g++ would take registers apart with seven shuffles each
#pragma GCC unroll 8
    for (std::size_t i = 0; i < n; i += words_per_register) decode_payload<frame>(t, words + i, turn + i, out.payload + i);
}

template <bool low_pfn, Frame frame>
std::size_t decode_past_caches(const OuterTables& t, std::size_t n, const u64* words, const Columns& out) {
    Streamed<u8, chunk> kind(out.kind), type(out.type);
    Streamed<u32, chunk> flags(out.flags);
    Streamed<u64, chunk> payload(out.payload);
    const Columns next{kind.next(), type.next(), flags.next(), payload.next()};
    std::size_t i = 0;
    for (; n - i >= chunk; i += chunk) {
        decode_words<low_pfn, frame, chunk>(t, words + i, next);
        kind.filled(), type.filled(), flags.filled(), payload.filled();
    }
    kind.end(), type.end(), flags.end(), payload.end();
    return i;
}

template <bool low_pfn, Frame frame>
std::size_t decode_blocks(const OuterTables& tables, Form form, std::size_t n, const u64* words, const Columns& out) {
    const OuterTables t = tables;  // a copy that no store can alias
    const std::size_t whole = n - n % outer_block;
    std::size_t i = form == Form::past_caches ? decode_past_caches<low_pfn, frame>(t, whole, words, out) : 0;
    if (form != Form::one_pass)
        for (; whole - i >= chunk; i += chunk) decode_words<low_pfn, frame, chunk>(t, words + i, from(out, i));
    for (; i < whole; i += outer_block) decode_words<low_pfn, frame, outer_block>(t, words + i, from(out, i));
    return i;
}

/** Decodes whole blocks; returns how many words these are. */
std::size_t decode_outer(const OuterTables& t, Form form, std::size_t n, const u64* words, const Columns& out) noexcept {
    const auto in_frame = [&]<Frame frame>() {
        return t.low_pfn ? decode_blocks<true, frame>(t, form, n, words, out)
                         : decode_blocks<false, frame>(t, form, n, words, out);
    };
    if (t.frame == Frame::whole) return in_frame.template operator()<Frame::whole>();
    return t.frame == Frame::enc ? in_frame.template operator()<Frame::enc>() : in_frame.template operator()<Frame::cut>();
}

/** Some blocks, a chunk at most, up to one where a row is wrong or might be. */
template <Frame frame>
[[gnu::noinline]] std::size_t encode_some(const RowTables& t, std::size_t n, const ConstColumns& columns, u64* words) {
    const ConstColumns in = columns;
    PayloadPlaces places;
    Beside beside[chunk / outer_block];
    std::size_t good = 0, i = 0;
    while (good < n && rows_of_outer<frame>(t, from(in, good), places, good, beside[good / outer_block])) good += outer_block;
    asm volatile("" : : "r"(&places), "r"(beside) : "memory");  // as in decode_words()
    while (i < good && encode_outer<frame>(t, from(in, i), places, i, beside[i / outer_block], words + i)) i += outer_block;
    return i;
}

template <Frame frame>
std::size_t encode_past_caches(const RowTables& t, std::size_t n, const ConstColumns& in, u64* words) {
    Streamed<u64, chunk> made(words);
    std::size_t i = 0;
    for (; n - i >= chunk && encode_some<frame>(t, chunk, from(in, i), made.next()) == chunk; i += chunk) made.filled();
    made.end();
    return i;
}

template <Frame frame>
std::size_t encode_blocks(const RowTables& tables, Form form, std::size_t n, const ConstColumns& in, u64* words) {
    const RowTables t = tables;  // a copy that no store can alias
    const std::size_t whole = n - n % outer_block;
    std::size_t i = form == Form::past_caches ? encode_past_caches<frame>(t, whole, in, words) : 0;
    while (i < whole) {
        const std::size_t some = std::min(whole - i, at_once(form));
        const std::size_t done = encode_some<frame>(t, some, from(in, i), words + i);
        i += done;
        if (done < some) break;
    }
    return i;
}

/** Encodes whole blocks up to one where a row is wrong, or might be; returns how many words these are. */
std::size_t encode_outer(const RowTables& t, Form form, std::size_t n, const ConstColumns& in, u64* words) noexcept {
    if (t.outer.frame == Frame::whole) return encode_blocks<Frame::whole>(t, form, n, in, words);
    return (t.outer.frame == Frame::enc ? encode_blocks<Frame::enc> : encode_blocks<Frame::cut>)(t, form, n, in, words);
}
