// The loops over whole blocks of planes. Included after the bytes of each instruction set and byte_codec-inl.hpp, in its
// namespace, so without an include guard.
#ifndef PTE_INLINE
#include "../codec/byte_codec-inl.hpp"
#endif

/** Decodes whole blocks; returns how many words these are. */
PTE_INLINE std::size_t decode_blocks(const ByteTables& t, std::size_t n, const u64* words, const Columns& out) {
    std::size_t i = 0;
    for (; n - i >= block; i += block) decode_block(t, words, out, i);
    return i;
}

/** Encodes whole blocks up to one where something is wrong; returns how many words these are. */
PTE_INLINE std::size_t encode_blocks(const ByteTables& t, std::size_t n, const ConstColumns& in, u64* words) {
    std::size_t i = 0;
    while (n - i >= block && encode_block(t, in, i, words)) i += block;
    return i;
}

/** The same as functions of their own, for arrays that a cache holds. */
std::size_t decode_bytes(const ByteTables& tables, std::size_t n, const u64* words, const Columns& out) noexcept {
    const ByteTables t = tables;  // a copy that no store can alias
    return decode_blocks(t, n, words, out);
}
std::size_t encode_bytes(const ByteTables& tables, std::size_t n, const ConstColumns& in, u64* words) noexcept {
    const ByteTables t = tables;
    return encode_blocks(t, n, in, words);
}
