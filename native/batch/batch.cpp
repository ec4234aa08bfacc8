#include "batch.hpp"

#include <algorithm>
#include <cstdint>

#include "dispatch.hpp"

namespace pte {
namespace {

// Not inlined: of masks that it knows to be constant g++ makes instructions in the loop
[[gnu::noinline]] LaneMasks masks_of(const Layout& layout) noexcept { return lane_masks(layout); }
[[gnu::noinline]] ByteTables tables_of(const Layout& l, const LaneMasks& m) noexcept { return byte_tables(l, m); }
[[gnu::noinline]] OuterTables outer_of(const Layout& l, const LaneMasks& m) noexcept { return outer_tables(l, m); }
[[gnu::noinline]] RowTables rows_of(const Layout& l, const LaneMasks& m) noexcept { return row_tables(l, m); }

constexpr std::size_t worth_tables = 1024;  // words; to make the tables takes as long as to decode some hundred

/** How many words to go until the one that is written begins a line: a store over two lines costs a second one. */
std::size_t to_line(const u64* written, std::size_t n) noexcept {
    const std::size_t past = reinterpret_cast<std::uintptr_t>(written) % cache_line;
    return std::min(n, (cache_line - past) % cache_line / sizeof(u64));
}

constexpr std::size_t bytes_moved = sizeof(u64) + 2 * sizeof(u8) + sizeof(u32) + sizeof(u64);  // by a word and its row
constexpr Form forms_to_try[] = {Form::two_passes, Form::one_pass, Form::past_caches};

/** The part of an array that whole blocks of outer bytes are worth, from its first word on: how many words that were. */
std::size_t decode_outer(const Target& t, const Layout& l, const LaneMasks& m, std::size_t n, const u64* words,
                         const Columns& out, Race& race) {
    if (n < worth_tables || !t.decode_outer) return 0;
    const OuterTables tables = outer_of(l, m);
    if (!tables.fits) return 0;
    return in_fastest_form(forms_to_try, n, bytes_moved, race, [&](Form form, std::size_t at, std::size_t some) {
        return t.decode_outer(tables, form, some, words + at, from(out, at));
    });
}

/** Lanes take a block in which a row might be wrong: they know. */
std::size_t encode_outer(const Target& t, const Layout& l, const LaneMasks& m, std::size_t n, const ConstColumns& rows,
                         u64* words, Race& race) {
    constexpr std::size_t doubted = 64;  // words: the largest block
    if (n < worth_tables || !t.encode_outer) return 0;
    const RowTables tables = rows_of(l, m);
    if (!tables.fits) return 0;
    return in_fastest_form(forms_to_try, n, bytes_moved, race, [&](Form form, std::size_t at, std::size_t some) {
        std::size_t i = 0;
        for (std::size_t known = 0; known == i;) {
            i += t.encode_outer(tables, form, some - i, from(rows, at + i), words + at + i);
            if (some - i < doubted) break;
            known = i + doubted;
            i = t.encode_lanes(m, i, known, from(rows, at), words + at);
        }
        return i;
    });
}

/** The same for whole blocks of all bytes. */
std::size_t decode_bytes(const Target& t, const Layout& l, const LaneMasks& m, std::size_t n, const u64* words,
                         const Columns& out, Race&) {
    if (n < worth_tables || !t.decode_bytes) return 0;
    const ByteTables tables = tables_of(l, m);
    if (!tables.fits) return 0;
    return t.decode_bytes(tables, n, words, out);
}
std::size_t encode_bytes(const Target& t, const Layout& l, const LaneMasks& m, std::size_t n, const ConstColumns& rows,
                         u64* words, Race&) {
    if (n < worth_tables || !t.encode_bytes) return 0;
    const ByteTables tables = tables_of(l, m);
    if (!tables.fits) return 0;
    return t.encode_bytes(tables, n, rows, words);
}

}  // namespace

Prepared prepare(const Layout& layout) noexcept { return {layout, masks_of(layout)}; }

void decode_batch(const Layout& layout, const u64* words, std::size_t n, const Columns& out) noexcept {
    decode_batch(prepare(layout), words, n, out);
}
std::size_t encode_batch(const Layout& layout, const ConstColumns& rows, std::size_t n, u64* words) noexcept {
    return encode_batch(prepare(layout), rows, n, words);
}

void decode_batch(const Prepared& prepared, const u64* words, std::size_t n, const Columns& out) noexcept {
    Race race{n};
    decode_batch(prepared, words, n, out, race);
}
std::size_t encode_batch(const Prepared& prepared, const ConstColumns& rows, std::size_t n, u64* words) noexcept {
    Race race{n};
    return encode_batch(prepared, rows, n, words, race);
}

// Words up to a line of the cache one at a time, then by blocks of bytes, by registers of lanes, and the last one at a time.
void decode_batch(const Prepared& prepared, const u64* words, std::size_t n, const Columns& out, Race& race) noexcept {
    const Target &one = scalar_target(), &many = target();
    const auto& [layout, m] = prepared;
    const std::size_t head = one.decode_lanes(m, 0, to_line(out.payload, n), words, out), left = n - head;
    words += head;
    const Columns rest = from(out, head);
    const std::size_t blocks = (many.decode_outer ? decode_outer : decode_bytes)(many, layout, m, left, words, rest, race);
    one.decode_lanes(m, many.decode_lanes(m, blocks, left, words, rest), left, words, rest);
}

std::size_t encode_batch(const Prepared& prepared, const ConstColumns& rows, std::size_t n, u64* words, Race& race) noexcept {
    const Target &one = scalar_target(), &many = target();
    const auto& [layout, m] = prepared;
    const std::size_t aligned = to_line(words, n), head = one.encode_lanes(m, 0, aligned, rows, words), left = n - head;
    if (head < aligned) return head;
    words += head;
    const ConstColumns rest = from(rows, head);
    const std::size_t blocks = (many.encode_outer ? encode_outer : encode_bytes)(many, layout, m, left, rest, words, race);
    return head + one.encode_lanes(m, many.encode_lanes(m, blocks, left, rest, words), left, rest, words);
}

}  // namespace pte
