// One lane: what the operations of lane_codec-inl.hpp mean. Those of the other instruction sets do the same in many lanes at
// once. Names are Highway's in snake_case; native/README.md has them on one page.
#ifndef PTE_INLINE
#include "../alone.hpp"
#endif

/** A number of 32 bits in each lane. On vectors the operators & | ^ ~ - << >> work by lanes, shifts by 0 to 31. */
using Vec = u32;
/** True or false in each lane. */
using Mask = bool;
inline constexpr std::size_t lanes = 1;

/** A word of 64 bits in each lane, in two halves. */
struct VecPair {
    Vec low, high;
};

/** `x` in every lane. Any x. */
PTE_INLINE Vec set(u32 x) { return x; }

/** The lanes of `v` that have any of the bits. Any v and bits. */
PTE_INLINE Mask test_any(Vec v, Vec bits) { return (v & bits) != 0; }

/** The lanes that hold `n`. Any v and n. */
PTE_INLINE Mask eq(Vec v, u32 n) { return v == n; }

/** The lanes that are no less than `n`. Valid for v below 2^31 and n in 1..2^31 - 1. */
PTE_INLINE Mask ge(Vec v, u32 n) { return v >= n; }

/** The lanes of both masks. */
PTE_INLINE Mask and_(Mask a, Mask b) { return a && b; }

/** The lanes of either mask. */
PTE_INLINE Mask or_(Mask a, Mask b) { return a || b; }

/** The lanes of `mask` that are not in `no`: ~no & mask. */
PTE_INLINE Mask and_not(Mask no, Mask mask) { return !no && mask; }

/** `yes` in the lanes of the mask, `no` in the others. Any yes and no. */
PTE_INLINE Vec if_then_else(Mask m, Vec yes, Vec no) { return m ? yes : no; }

/** `yes` in the lanes of the mask, zero in the others. Any yes. */
PTE_INLINE Vec if_then_else_zero(Mask m, Vec yes) { return m ? yes : 0; }

/** `flags`, and `flag` in the lanes of `v` that have any of the bits. Valid for bits without bit 31; any v and flag. */
PTE_INLINE Vec or_if_any(Vec flags, Vec v, Vec bits, u32 flag) { return flags | (v & bits ? flag : 0); }

/** Whether every lane is zero. Any v. */
PTE_INLINE bool all_bits0(Vec v) { return v == 0; }

/** What the table holds at the place that the low 4 bits of each lane give. Any place: its other bits are ignored. */
PTE_INLINE Vec table_lookup(const ByType& table, Vec place) { return table[place % places]; }

/** As many words as there are lanes, in halves. Valid for any address. */
PTE_INLINE VecPair load_halves(const u64* words) { return {u32(*words), u32(*words >> 32)}; }
PTE_INLINE void store_halves(u64* words, Vec low, Vec high) { *words = (u64(high) << 32) | low; }

/** As many bytes as there are lanes, each in a lane of its own. Valid for any address. */
PTE_INLINE Vec load_bytes(const u8* from) { return *from; }
/** The bytes of two columns at once. Valid for kinds and types below 2^8. */
PTE_INLINE void store_bytes(u8* kind, Vec kinds, u8* type, Vec types) { *kind = u8(kinds), *type = u8(types); }
