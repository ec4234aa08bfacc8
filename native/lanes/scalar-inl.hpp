// One lane. What the operations of the codec mean; those of the other instruction sets do the same many times at once.

using V = u32;
using M = bool;
inline constexpr std::size_t lanes = 1;

/** The two halves of a word in each lane. */
struct Pair {
    V low, high;
};

/** One number in every lane. */
PTE_LANES V all(u32 x) { return x; }

/** The lanes that have any of the bits. */
PTE_LANES M any(V v, V bits) { return (v & bits) != 0; }

PTE_LANES M both(M a, M b) { return a && b; }
PTE_LANES M but_not(M a, M b) { return a && !b; }

/** `a` in the lanes of the mask, `b` in the others. */
PTE_LANES V pick(M m, V a, V b) { return m ? a : b; }

/** `a` in the lanes of the mask, zero in the others. */
PTE_LANES V keep(M m, V a) { return m ? a : 0; }

/** `says`, and a flag in the lanes that have any of the bits, of which none is bit 31. */
PTE_LANES V set(V says, V v, V bits, u32 flag) { return says | (v & bits ? flag : 0); }

/** The lanes that are no less than a number below 2^31. */
PTE_LANES M at_least(V v, u32 n) { return v >= n; }

/** What stands in a table at the place that the low 4 bits of each lane give. */
PTE_LANES V at(const ByType& table, V place) { return table[place & 15]; }

/** The lanes that hold a number. */
PTE_LANES M equal(V v, u32 n) { return v == n; }

PTE_LANES bool zero(V v) { return v == 0; }

/** As many words as there are lanes, in halves. */
PTE_LANES Pair load_halves(const u64* words) { return {u32(*words), u32(*words >> 32)}; }
PTE_LANES void store_halves(u64* words, V low, V high) { *words = (u64(high) << 32) | low; }

PTE_LANES V load_bytes(const u8* from) { return *from; }
PTE_LANES void store_bytes(u8* kind, V kinds, u8* type, V types) { *kind = u8(kinds), *type = u8(types); }
