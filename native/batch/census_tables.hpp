// A layout made ready for a census: what the outer bytes of words say, and the classes that are counted.
#pragma once
#include "../codec/eights.hpp"

namespace pte {

/** Classes of words: the types, then these. */
inline constexpr unsigned class_none = type_space, class_present = type_space + 1, class_protnone = type_space + 2,
                          class_count = type_space + 3, class_groups = (class_count + 7) / 8;

struct CensusTables {
    OuterTables outer;
    Eights groups[class_groups];
    Each classes[class_count], swapped;  // each class; the first type that is no swap area
    u8 kind_of_class[class_count];
    unsigned max_swapfiles;
};

constexpr CensusTables census_tables(const Layout& l) {
    const LaneMasks m = lane_masks(l);
    CensusTables t{};
    t.outer = outer_tables(l, m);
    for (unsigned i = 0; i < class_groups; ++i) t.groups[i] = eights(8 * i);
    for (unsigned i = 0; i < class_count; ++i) t.classes[i] = each(i);
    for (unsigned type = 0; type < type_space; ++type)
        t.kind_of_class[type] = u8(m.properties[type < first_special ? 0 : type % places] & kind_bits);
    t.kind_of_class[class_none] = u8(Kind::none), t.kind_of_class[class_present] = u8(Kind::present);
    t.kind_of_class[class_protnone] = u8(Kind::protnone);
    t.max_swapfiles = unsigned(l.max_swapfiles), t.swapped = each(l.max_swapfiles);
    return t;
}

}  // namespace pte
