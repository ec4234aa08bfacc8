// The loops that look for words. Included after the operations on words of each instruction set, in its namespace, so without an
// include guard.
#ifndef PTE_INLINE
#include "../codec/words/portable-inl.hpp"
#include "passes.hpp"
#endif

inline constexpr std::size_t find_block = 64;  // words: a bit of an answer for each

/** A test with each of its numbers in every word of a register; low and width as below() takes them. */
struct WideTest {
    WordVec mask, value, flip, field, low, width;
};
PTE_INLINE WideTest wide(const FindStep& s) {
    return {all_words(s.mask),  all_words(s.value),      all_words(s.flip),
            all_words(s.field), all_words(s.low ^ bias), all_words(s.width ^ bias)};
}

/** The same test without a flip, where that is of the whole field: numbers in a range still are, from its other end. */
inline FindStep unflipped(FindStep s) {
    if (s.width != 0 && (s.flip & s.field) == s.field) s.low = s.field - s.low - s.width + 1, s.flip = 0;
    return s;
}

/** Which halves of a test there are; `flipped`: both, and some bits of the field are flipped. */
enum class Asks { equal, within, both, flipped };
inline Asks asked(const FindStep& s) {
    if (s.width == 0 || s.mask == 0) return s.width == 0 ? Asks::equal : Asks::within;
    return (s.flip & s.field) != 0 ? Asks::flipped : Asks::both;
}

PTE_INLINE WordVec from_low(const WideTest& t, Asks asks, WordVec w) {
    return less(asks == Asks::both ? w & t.field : flipped(w, t.flip, t.field), t.low);
}

PTE_INLINE Hits test_words(const WideTest& t, Asks asks, WordVec w) {
    if (asks == Asks::equal) return equal_in(w, t.mask, t.value);
    if (asks == Asks::within) return below(from_low(t, asks, w), t.width);
    return hits_below(equal_in(w, t.mask, t.value), from_low(t, asks, w), t.width);
}
PTE_INLINE Nearest nearest_with(Nearest n, const WideTest& t, Asks asks, WordVec w) {
    if (asks == Asks::equal) return nearer_equal(n, w, t.mask, t.value);
    if (asks == Asks::within) return nearer(n, from_low(t, asks, w), t.width);
    return nearer_of_hits(n, equal_in(w, t.mask, t.value), from_low(t, asks, w), t.width);
}

/** Whether a block has hits. Most have none, and to know that is cheaper than to know which. */
PTE_INLINE bool has_hits(const WideTest& t, Asks asks, const u64* block) {
    const WordVec limit = asks == Asks::equal ? all_words(1) : t.width;
    Nearest nearest = none_near();
    for (std::size_t at = 0; at < find_block; at += words_at_once) {
        nearest = nearest_with(nearest, t, asks, load_words(block + at));
        if (words_at_once == 1 && is_near(nearest, limit))
            return true;  // else g++ makes vectors of it that take four times as long
    }
    return is_near(nearest, limit);
}

/** The hits of a block, a bit for each word. */
PTE_INLINE u64 bits_of_block(const WideTest& t, Asks asks, const u64* block) {
    u64 bits = 0;
    for (std::size_t at = 0; at < find_block; at += words_at_once)
        bits |= u64(bits_of_hits(test_words(t, asks, load_words(block + at)))) << at;
    return bits;
}
PTE_INLINE u64 test_block(const WideTest& t, Asks asks, const u64* block) {
    return has_hits(t, asks, block) ? bits_of_block(t, asks, block) : 0;
}

/** The same for one step of several. Its hits are no rare thing, so they are put together at once. */
PTE_INLINE u64 step_block(const WideTest& t, Asks asks, const u64* block) {
    return words_at_once == 1 ? test_block(t, asks, block) : bits_of_block(t, asks, block);
}

PTE_INLINE u64 ask_block(const Question& q, const u64* block) {
    u64 answers[most_answers];
    std::size_t n = 0;
    for (std::size_t i = 0; i < q.count; ++i) {
        const FindStep& s = q.steps[i];
        if (s.does == does_test) {
            const FindStep plain = unflipped(s);
            const WideTest t = wide(plain);
            switch (asked(plain)) {
                case Asks::equal:
                    answers[n++] = step_block(t, Asks::equal, block);
                    break;
                case Asks::within:
                    answers[n++] = step_block(t, Asks::within, block);
                    break;
                default:  // a flip of nothing is one too
                    answers[n++] = step_block(t, Asks::flipped, block);
                    break;
            }
            continue;
        }
        --n;
        answers[n - 1] = s.does == does_and ? answers[n - 1] & answers[n] : answers[n - 1] | answers[n];
    }
    return answers[0];
}

/** How the blocks of an array are asked: by one test of a known shape, which stays in registers, or by all steps. */
enum class By { equal, within, both, steps };
PTE_INLINE u64 hits_of_block(const Question& q, const WideTest& t, By by, const u64* block) {
    switch (by) {
        case By::equal:
            return test_block(t, Asks::equal, block);
        case By::within:
            return test_block(t, Asks::within, block);
        case By::both:
            return test_block(t, Asks::both, block);
        default:
            return ask_block(q, block);
    }
}

/** All blocks of an array; the words left at its end among zeros, of which nothing is told. */
template <By by>
[[gnu::noinline]] std::size_t find_by(const Question& q, const u64* words, std::size_t from, std::size_t n, Found found) {
    const WideTest t = wide(unflipped(q.steps[0]));
    u64 last[find_block]{};
    for (std::size_t i = from; i < n; i += find_block) {
        const u64* block = words + i;
        const bool whole = n - i >= find_block;
        if (!whole) block = static_cast<u64*>(std::memcpy(last, block, (n - i) * sizeof(u64)));
        u64 bits = hits_of_block(q, t, by, block);
        if (!whole) bits &= low_bits(n - i);
        if (bits == 0) continue;
        if (found.capacity - found.count >= find_block)
            found.count += write_places(found.places + found.count, bits, u32(i));
        else
            put(found, bits, i);
        if (found.count == found.capacity) break;
    }
    return found.count;
}

std::size_t find_words(const Question& q, const u64* words, std::size_t from, std::size_t n, const Found& found) noexcept {
    if (q.count > 1) return find_by<By::steps>(q, words, from, n, found);
    switch (asked(unflipped(q.steps[0]))) {
        case Asks::equal:
            return find_by<By::equal>(q, words, from, n, found);
        case Asks::within:
            return find_by<By::within>(q, words, from, n, found);
        case Asks::both:
            return find_by<By::both>(q, words, from, n, found);
        default:
            return find_by<By::steps>(q, words, from, n, found);
    }
}
