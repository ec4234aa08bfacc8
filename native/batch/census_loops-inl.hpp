// The loop that counts by planes of bytes: the bits of classes and flags are added up, sixteen planes at a time. Included after
// census_classes-inl.hpp, in the namespace of each instruction set, so without an include guard.
#ifndef PTE_INLINE
#include "census_classes-inl.hpp"
#include "passes.hpp"
#endif

/** Adds up each of the eight bits of bytes, sixteen planes at a time: a carry is worth two of what it was carried from. */
struct BitCounts {
    Bytes ones, twos, fours, eights;
    u64 n[8];
};
/** Which bytes of planes count: all, those of words of one class, of the swap areas; or the classes of a group of eight, a bit
 * for each. */
enum class Which { all, of_class, of_swap, group };
struct Counted {
    Which which;
    const Planes &of, &says;
    Bytes number;  // the class, or the first that is no swap area
    unsigned group = 0;
};
PTE_INLINE Bytes plane_at(const CensusTables& t, const Counted& v, std::size_t i) {
    switch (v.which) {
        case Which::all:
            return v.says[i];
        case Which::of_class:
            return if_then_else_zero(eq(v.of[i], v.number), v.says[i]);
        case Which::of_swap:
            return if_then_else_zero(gt(v.number, v.of[i]), v.says[i]);
        default:
            return bit_of(t.groups[v.group], v.of[i]);
    }
}

PTE_INLINE Bytes added(Bytes& low, Bytes a, Bytes b) {
    const Bytes carry = carry_of_bits(low, a, b);
    low = sum_of_bits(low, a, b);
    return carry;
}
PTE_INLINE void count_bits(BitCounts& c, Bytes v, u64 each) {
    for (unsigned i = 0; i < 8; ++i) c.n[i] += each * count_bit(v, i);
}
PTE_INLINE Bytes add_two(const CensusTables& t, BitCounts& c, const Counted& v, std::size_t i) {
    return added(c.ones, plane_at(t, v, i), plane_at(t, v, i + 1));
}
PTE_INLINE Bytes add_four(const CensusTables& t, BitCounts& c, const Counted& v, std::size_t i) {
    const Bytes a = add_two(t, c, v, i), b = add_two(t, c, v, i + 2);
    return added(c.twos, a, b);
}
PTE_INLINE Bytes add_eight(const CensusTables& t, BitCounts& c, const Counted& v, std::size_t i) {
    const Bytes a = add_four(t, c, v, i), b = add_four(t, c, v, i + 4);
    return added(c.fours, a, b);
}
PTE_INLINE void add_planes(const CensusTables& t, BitCounts& counts, const Counted& v) {
    BitCounts c;
    c.ones = counts.ones, c.twos = counts.twos, c.fours = counts.fours, c.eights = counts.eights;
    const Bytes a = add_eight(t, c, v, 0), b = add_eight(t, c, v, 8);
    count_bits(counts, added(c.eights, a, b), 16);
    counts.ones = c.ones, counts.twos = c.twos, counts.fours = c.fours, counts.eights = c.eights;
}
PTE_INLINE void count_rest(BitCounts& c) {
    count_bits(c, c.ones, 1), count_bits(c, c.twos, 2), count_bits(c, c.fours, 4), count_bits(c, c.eights, 8);
}

/** What is counted: classes, eight in a group, and flags, of all words and of kinds other than `present`. */
struct Counting {
    BitCounts classes[class_groups], flags, of_kind[1u << kind_width];
};

/** The flags of a class, or of all swap areas together. */
PTE_INLINE void count_flags(const CensusTables& t, unsigned of_class, const Chunk& chunk, Counting& c) {
    BitCounts& counts = c.of_kind[t.kind_of_class[of_class]];
    if (of_class < t.max_swapfiles)
        add_planes(t, counts, {Which::of_swap, chunk.of, chunk.says, load(t.swapped)});
    else
        add_planes(t, counts, {Which::of_class, chunk.of, chunk.says, load(t.classes[of_class])});
}

/** The classes of a group that are there, a bit for each. */
PTE_INLINE unsigned there_of_group(const CensusTables& t, const Counted& group) {
    Bytes any = zero();
    for (std::size_t i = 0; i < planes_at_once; ++i) any = any | plane_at(t, group, i);
    unsigned there = 0;
    for (unsigned i = 0; i < 8; ++i) there |= unsigned(count_bit(any, i) != 0) << i;
    return there;
}

/** The flags of the classes of a group but empty and present ones; of the swap areas, which come first, only once. */
PTE_INLINE void count_flags_of_group(const CensusTables& t, unsigned group, unsigned there, bool& swap_done, const Chunk& chunk,
                                     Counting& c) {
    for (unsigned i = 0; i < 8; ++i) {
        const unsigned of_class = 8 * group + i;
        if (!(there >> i & 1) || of_class == class_none || of_class == class_present) continue;
        const bool swap = of_class < t.max_swapfiles;
        if (swap && swap_done) continue;
        swap_done = swap_done || swap;
        count_flags(t, of_class, chunk, c);
    }
}

/** Whether words of a group may be there: of types, by the bits that they have above the lower three. */
PTE_INLINE bool may_have(const Chunk& chunk, unsigned group) {
    if (8 * group == class_none) return true;
    const bool typed = count_bit(chunk.all, 5) != sizeof(Bytes);
    return typed && (!(group & 1) || count_bit(chunk.any, 3)) && (!(group & 2) || count_bit(chunk.any, 4));
}
static_assert(class_none == 32 && class_groups == 5, "the classes that are no types have a bit that types do not have");

[[gnu::noinline]] void count_chunk(const CensusTables& t, bool by_kind, const Chunk& chunk, Counting& c) {
    add_planes(t, c.flags, {Which::all, chunk.of, chunk.says, zero()});
    bool swap_done = false;
    for (unsigned group = 0; group < class_groups; ++group) {
        if (!may_have(chunk, group)) continue;
        const Counted classes{Which::group, chunk.of, chunk.says, zero(), group};
        add_planes(t, c.classes[group], classes);
        if (by_kind) count_flags_of_group(t, group, there_of_group(t, classes), swap_done, chunk, c);
    }
}

/** Adds what was counted to the counts; `padding` words that were none are no words. */
[[gnu::noinline]] void finish(const CensusTables& t, bool by_kind, std::size_t padding, Counting& c, Census& out) {
    for (BitCounts& b : c.classes) count_rest(b);
    count_rest(c.flags);
    for (unsigned i = 0; i < class_count; ++i) {
        const u64 n = c.classes[i / 8].n[i % 8];
        if (i < type_space) out.types[i] += n;
        out.kinds[t.kind_of_class[i]] += n;
    }
    out.kinds[unsigned(Kind::none)] -= padding;
    for (unsigned f = 0; f < named_flags; ++f) {
        u64 present = c.flags.n[f];
        out.flags[f] += present;
        if (!by_kind) continue;
        for (unsigned kind = 0; kind < 1u << kind_width; ++kind) {
            if (f == 0) count_rest(c.of_kind[kind]);
            out.flags_of_kind[kind][f] += c.of_kind[kind].n[f], present -= c.of_kind[kind].n[f];
        }
        out.flags_of_kind[unsigned(Kind::present)][f] += present;
    }
}

template <bool low_pfn, Frame frame>
void census_by(const CensusTables& tables, bool by_kind, const u64* words, std::size_t n, Census& out) {
    const CensusTables t = tables;  // a copy that no store can alias
    Counting c{};
    Chunk chunk;
    std::size_t i = 0;
    for (; n - i >= chunk_words; i += chunk_words)
        classify<low_pfn, frame>(t, words + i, chunk), count_chunk(t, by_kind, chunk, c);
    const std::size_t rest = n - i;
    if (rest > 0) {
        u64 last[chunk_words]{};
        std::memcpy(last, words + i, rest * sizeof(u64));
        classify<low_pfn, frame>(t, last, chunk), count_chunk(t, by_kind, chunk, c);
    }
    finish(t, by_kind, rest > 0 ? chunk_words - rest : 0, c, out);
}

void census_words(const CensusTables& t, bool by_kind, const u64* words, std::size_t n, Census& out) noexcept {
    const auto in_frame = [&]<Frame frame>() {
        return t.outer.low_pfn ? census_by<true, frame>(t, by_kind, words, n, out)
                               : census_by<false, frame>(t, by_kind, words, n, out);
    };
    if (t.outer.frame == Frame::whole) return in_frame.template operator()<Frame::whole>();
    return t.outer.frame == Frame::enc ? in_frame.template operator()<Frame::enc>() : in_frame.template operator()<Frame::cut>();
}
