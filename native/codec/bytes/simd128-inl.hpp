// One byte of 16 words in 128 bits: a plane, here in the order of the words. One file for every processor that has a byte shuffle
// (SSSE3, NEON, WebAssembly): operators of the compiler's vectors, and two intrinsics. Names are Highway's in snake_case;
// native/README.md has them on one page.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

/** A byte of each of many words, or, where said, words. The operators & | ^ ~ work on it. */
using Bytes = u8 __attribute__((vector_size(16)));
/** True or false for each byte: all ones or all zeros. */
using ByteMask = Bytes;
inline constexpr std::size_t words_per_register = 2;

// The same 128 bits in larger units
using Halfwords = std::uint16_t __attribute__((vector_size(16)));
using Quads = u32 __attribute__((vector_size(16)));
using WordPair = u64 __attribute__((vector_size(16)));

/** Zero in every byte. */
PTE_INLINE Bytes zero() { return Bytes{}; }
/** A register full from or to any address. */
PTE_INLINE Bytes loadu(const void* from) {
    Bytes v;
    std::memcpy(&v, from, sizeof v);
    return v;
}
PTE_INLINE void storeu(void* to, Bytes v) { std::memcpy(to, &v, sizeof v); }
/** A table as it stands in memory; one made by everywhere() is the same number in every byte. */
PTE_INLINE Bytes load(const ByteTable& table) { return loadu(table.at); }
/** A plane to and from memory, where its bytes are in the order of the words. */
PTE_INLINE void store_plane(u8* to, Bytes plane) { storeu(to, plane); }
PTE_INLINE Bytes load_plane(const u8* from) { return loadu(from); }

// The two that vectors of a compiler do not have
#if defined(__x86_64__)
PTE_INLINE Bytes looked_up(Bytes table, Bytes place) { return Bytes(_mm_shuffle_epi8(__m128i(table), __m128i(place))); }
PTE_INLINE Bytes saturated_sub(Bytes a, Bytes b) { return Bytes(_mm_subs_epu8(__m128i(a), __m128i(b))); }
#elif defined(__wasm_simd128__)
PTE_INLINE Bytes looked_up(Bytes table, Bytes place) { return Bytes(wasm_i8x16_swizzle(v128_t(table), v128_t(place))); }
PTE_INLINE Bytes saturated_sub(Bytes a, Bytes b) { return Bytes(wasm_u8x16_sub_sat(v128_t(a), v128_t(b))); }
#elif defined(__aarch64__)
PTE_INLINE Bytes looked_up(Bytes table, Bytes place) { return Bytes(vqtbl1q_u8(uint8x16_t(table), uint8x16_t(place))); }
PTE_INLINE Bytes saturated_sub(Bytes a, Bytes b) { return Bytes(vqsubq_u8(uint8x16_t(a), uint8x16_t(b))); }
#endif

/** What the table holds at each place. Valid for places in 0..15; for others some byte. */
PTE_INLINE Bytes table_lookup(const ByteTable& table, Bytes place) { return looked_up(load(table), place); }
/** The bytes of `v` at these places. Valid for places in 0..15. */
template <int... places>
PTE_INLINE Bytes shuffle_bytes(Bytes v) {
    return looked_up(v, Bytes{u8(places)...});
}

/** The bytes of `v` that have none of the bits; those that are equal; whether every byte is zero. */
PTE_INLINE ByteMask test_none(Bytes v, Bytes bits) { return ByteMask((v & bits) == 0); }
PTE_INLINE ByteMask eq(Bytes a, Bytes b) { return ByteMask(a == b); }
PTE_INLINE bool all_bits0(Bytes v) { return (WordPair(v)[0] | WordPair(v)[1]) == 0; }
/** The bytes that are in both masks, in either, not in the mask. */
PTE_INLINE ByteMask and_(ByteMask a, ByteMask b) { return a & b; }
PTE_INLINE ByteMask or_(ByteMask a, ByteMask b) { return a | b; }
#if defined(__wasm__)
// Of a mask inverted clang 19 makes one of one bit a byte, which WebAssembly has not, and comes back by shifts of bytes
inline const volatile Bytes ones = ~Bytes{};
#else
inline constexpr Bytes ones = ~Bytes{};
#endif
PTE_INLINE ByteMask not_(ByteMask m) { return m ^ ones; }
/** ~no & v, of masks and of bytes. */
PTE_INLINE Bytes and_not(Bytes no, Bytes v) { return (no ^ ones) & v; }
/** `yes` in the bytes of the mask, zero in the others; zero in them, `no` in the others; ~v in them, v in the others. */
PTE_INLINE Bytes if_then_else_zero(ByteMask m, Bytes yes) { return m & yes; }
PTE_INLINE Bytes if_then_zero_else(ByteMask m, Bytes no) { return ~m & no; }
PTE_INLINE Bytes if_then_not(ByteMask m, Bytes v) { return m ^ v; }

/** Units of 16 bits shifted: what comes from the byte beside is to be masked off. Valid for n in 0..8. */
PTE_INLINE Bytes shift_right_16(Bytes v, unsigned n) { return Bytes(Halfwords(v) >> std::uint16_t(n)); }
PTE_INLINE Bytes shift_left_16(Bytes v, unsigned n) { return Bytes(Halfwords(v) << std::uint16_t(n)); }
/** Words shifted, all by one number. Valid for n in 0..63. */
PTE_INLINE Bytes shift_right_words(Bytes words, unsigned n) { return Bytes(WordPair(words) >> u64(n)); }

// Nothing here shifts each word by its own number: a key is a mask of one of the two, both shifts are made, and one is taken
PTE_INLINE Bytes chosen(ByteMask m, Bytes yes, Bytes no) { return no ^ ((yes ^ no) & m); }
PTE_INLINE Bytes shift_key(ByteMask mapped, TwoShifts) { return mapped; }
/** Words shifted, each by the key in its own low byte. */
PTE_INLINE Bytes shift_right_by_low_byte(Bytes words, TwoShifts two) {
    const ByteMask m = shuffle_bytes<0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8>(words);
    return chosen(m, shift_right_words(words, two.mapped), shift_right_words(words, two.swapped));
}
/** The words of register `i` of a block shifted, each by its byte of the key, whose bytes are in the order of the words. */
PTE_INLINE Bytes shift_left_by_key(Bytes words, const Bytes& key, std::size_t i, TwoShifts two) {
    const u8 x = u8(2 * i), y = u8(x + 1);  // constants once the codec's loop is unrolled
    const ByteMask m = looked_up(key, Bytes{x, x, x, x, x, x, x, x, y, y, y, y, y, y, y, y});
    return chosen(m, Bytes(WordPair(words) << u64(two.mapped)), Bytes(WordPair(words) << u64(two.swapped)));
}

/** The lower or the upper half of `a` and of `b`, by turns: units of 8, 16, 32 or 64 bits. */
PTE_INLINE Bytes interleave_lower_8(Bytes a, Bytes b) {
    return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
PTE_INLINE Bytes interleave_upper_8(Bytes a, Bytes b) {
    return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
PTE_INLINE Bytes interleave_lower_16(Bytes a, Bytes b) {
    return Bytes(__builtin_shufflevector(Halfwords(a), Halfwords(b), 0, 8, 1, 9, 2, 10, 3, 11));
}
PTE_INLINE Bytes interleave_upper_16(Bytes a, Bytes b) {
    return Bytes(__builtin_shufflevector(Halfwords(a), Halfwords(b), 4, 12, 5, 13, 6, 14, 7, 15));
}
PTE_INLINE Bytes interleave_lower_32(Bytes a, Bytes b) { return Bytes(__builtin_shufflevector(Quads(a), Quads(b), 0, 4, 1, 5)); }
PTE_INLINE Bytes interleave_upper_32(Bytes a, Bytes b) { return Bytes(__builtin_shufflevector(Quads(a), Quads(b), 2, 6, 3, 7)); }
PTE_INLINE Bytes interleave_lower_64(Bytes a, Bytes b) { return Bytes(__builtin_shufflevector(WordPair(a), WordPair(b), 0, 2)); }
PTE_INLINE Bytes interleave_upper_64(Bytes a, Bytes b) { return Bytes(__builtin_shufflevector(WordPair(a), WordPair(b), 1, 3)); }
