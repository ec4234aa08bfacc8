// The loops over blocks with planes of outer bytes. Included after the operations of each instruction set and
// outer_codec-inl.hpp, in its namespace, so without an include guard.
#ifndef PTE_INLINE
#include "../codec/outer_codec-inl.hpp"
#include "forms.hpp"
#include "streamed-inl.hpp"
#endif

inline constexpr std::size_t outer_block = 8 * words_per_register, chunk = 4 * outer_block;  // words

/** Some blocks, a chunk at most: planes of all, then payloads of all, so that no payload waits for its turn. */
template <bool low_pfn, bool has_enc>
[[gnu::noinline]] void decode_some(const OuterTables& t, std::size_t n, const u64* words, const Columns& to) {
    const Columns out = to;
    alignas(cache_line) u8 turn[chunk];
    for (std::size_t i = 0; i < n; i += outer_block)
        decode_outer<low_pfn, has_enc>(t, words + i, {out.kind + i, out.type + i, out.flags + i, nullptr}, turn + i);
    asm volatile("" : : "r"(turn) : "memory");  // through memory: g++ would take registers apart with seven shuffles each
    for (std::size_t i = 0; i < n; i += words_per_register) decode_payload<has_enc>(t, words + i, turn + i, out.payload + i);
}

template <bool low_pfn, bool has_enc>
std::size_t decode_past_caches(const OuterTables& t, std::size_t n, const u64* words, const Columns& out) {
    Streamed<u8, chunk> kind(out.kind), type(out.type);
    Streamed<u32, chunk> flags(out.flags);
    Streamed<u64, chunk> payload(out.payload);
    const Columns next{kind.next(), type.next(), flags.next(), payload.next()};
    std::size_t i = 0;
    for (; n - i >= chunk; i += chunk) {
        decode_some<low_pfn, has_enc>(t, chunk, words + i, next);
        kind.filled(), type.filled(), flags.filled(), payload.filled();
    }
    kind.end(), type.end(), flags.end(), payload.end();
    return i;
}

/** Decodes whole blocks; returns how many words these are. */
template <bool low_pfn, bool has_enc>
std::size_t decode_blocks(const OuterTables& tables, Form form, std::size_t n, const u64* words, const Columns& out) {
    const OuterTables t = tables;  // a copy that no store can alias
    const std::size_t whole = n - n % outer_block, at_once = form == Form::one_pass ? outer_block : chunk;
    std::size_t i = form == Form::past_caches ? decode_past_caches<low_pfn, has_enc>(t, whole, words, out) : 0;
    while (i < whole) {
        const std::size_t some = std::min(whole - i, at_once);
        decode_some<low_pfn, has_enc>(t, some, words + i, {out.kind + i, out.type + i, out.flags + i, out.payload + i});
        i += some;
    }
    return i;
}

std::size_t decode_outer(const OuterTables& t, Form form, std::size_t n, const u64* words, const Columns& out) noexcept {
    if (t.has_enc)
        return t.low_pfn ? decode_blocks<true, true>(t, form, n, words, out) : decode_blocks<false, true>(t, form, n, words, out);
    return t.low_pfn ? decode_blocks<true, false>(t, form, n, words, out) : decode_blocks<false, false>(t, form, n, words, out);
}
