// The loops of each instruction set, compiled, and which of them this machine runs.
#pragma once
#include "../codec/byte_tables.hpp"
#include "../codec/columns.hpp"
#include "../codec/eights.hpp"
#include "../codec/outer_rows.hpp"
#include "forms.hpp"

namespace pte {

/** The loops of one instruction set; null where it has none. Each returns how many words it came: the rest is the caller's. */
struct Target {
    const char* name;
    bool (*runs)();
    std::size_t (*decode_lanes)(const LaneMasks&, std::size_t from, std::size_t n, const u64*, const Columns&) noexcept;
    std::size_t (*encode_lanes)(const LaneMasks&, std::size_t from, std::size_t n, const ConstColumns&, u64*) noexcept;
    std::size_t (*decode_bytes)(const ByteTables&, std::size_t n, const u64*, const Columns&) noexcept = nullptr;
    std::size_t (*encode_bytes)(const ByteTables&, std::size_t n, const ConstColumns&, u64*) noexcept = nullptr;
    std::size_t (*decode_outer)(const OuterTables&, Form, std::size_t n, const u64*, const Columns&) noexcept = nullptr;
    std::size_t (*encode_outer)(const RowTables&, Form, std::size_t n, const ConstColumns&, u64*) noexcept = nullptr;
    bool vbmi = false;  // with VBMI and GFNI
};

/** One word at a time, on any machine. */
const Target& scalar_target() noexcept;

/** What set_target() chose, else the best that this machine runs. */
const Target& target() noexcept;

}  // namespace pte
