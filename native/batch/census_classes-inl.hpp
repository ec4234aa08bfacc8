// What a census says of each word of a plane: its class, and the flags that the codec names. Included after the outer codec of
// each instruction set, in its namespace, so without an include guard.
#ifndef PTE_INLINE
#include "../codec/outer/avx2-counts-inl.hpp"
#include "../codec/outer_codec-inl.hpp"
#include "census_tables.hpp"
#endif

inline constexpr std::size_t planes_at_once = 16, chunk_words = planes_at_once * outer_block;
using Planes = Bytes[planes_at_once];

/** Planes of classes and flags, and which bits of a class any and all of the words have. */
struct Chunk {
    Planes of, says;
    Bytes any, all;
};

/** Of each word of a block its class and its named flags. */
struct Classes {
    Bytes of, says;
};

template <bool low_pfn, Frame frame>
PTE_INLINE Classes classes_of(const CensusTables& t, const OuterBytes& w) {
    const OuterTables& o = t.outer;
    const OuterFormats is = formats_of(o, w);
    const Bytes type = type_of(o, w);
    Classes c;
    c.of = if_then_else(is.protnone, load(t.classes[class_protnone]), load(t.classes[class_present]));
    c.of = if_then_else(is.swapped, type, if_then_else(is.unmapped, load(t.classes[class_none]), c.of));
    c.says = named_flags_of<low_pfn, frame>(o, w, is, raw_of_mapped(o, w), above_of<low_pfn>(o, w), place_of(o, type));
    return c;
}

/** The bytes of a block are loaded while the one before is looked at, since neither waits for the other: a fifteenth of the time.
 */
template <bool low_pfn, Frame frame>
PTE_INLINE void classify(const CensusTables& t, const u64* words, Chunk& chunk) {
    constexpr bool fifth = needs_fifth(low_pfn, frame);
    chunk.any = zero(), chunk.all = load(t.classes[class_none]);
    OuterBytes next = load_outer<fifth>(words);
    for (std::size_t i = 0; i < planes_at_once; ++i) {
        const OuterBytes w = next;
        if (i + 1 < planes_at_once) next = load_outer<fifth>(words + (i + 1) * outer_block);
        const Classes block = classes_of<low_pfn, frame>(t, w);
        chunk.of[i] = block.of, chunk.says[i] = block.says;
        chunk.any = chunk.any | block.of, chunk.all = chunk.all & block.of;
    }
}
