// What the functions that JavaScript calls have in common.
#pragma once
#include "../codec/byte_tables.hpp"

/** A function that JavaScript calls by this name; what it takes and gives are numbers, places in memory among them. */
#define PTE_DOOR(name) extern "C" [[clang::export_name(#name)]]

namespace pte::wasm {

/** The kernel in use, made ready once for as many calls as are about it. */
extern LaneMasks masks;
extern ByteTables tables;

}  // namespace pte::wasm
