// A row of the spec in C++: one fact about Linux, and when it holds.
#pragma once
#include <cstddef>
#include <cstdint>

namespace pte {

using u8 = std::uint8_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;

struct Series {
    int major = 0, minor = 0;
    constexpr bool given() const { return major != 0; }
    constexpr bool operator==(const Series&) const = default;
    constexpr bool at_least(const Series& s) const { return major != s.major ? major > s.major : minor >= s.minor; }
};

/** A release: the series and the third number, which is below 0 for a release candidate: N - 256 for -rcN. */
struct Version {
    Series series;
    int patch = 0;
};

/** From which third number the stable tree of a series stands on the other side of a date. */
struct Stable {
    Series series;
    int patch = 0;
};
struct StableDates {
    Stable dates[12];  // more in a row do not compile
};

struct Row {
    unsigned id;
    Series since, until;
    StableDates since_stable, until_stable;
    unsigned needs;
    unsigned a, b;           // the bit or the value; what else the table says
    int since_rc, until_rc;  // the first candidates of `since` and `until` that are on the new side of the date
};

struct Field {
    unsigned hi, lo;
    constexpr unsigned width() const { return hi - lo + 1; }
    constexpr u64 mask() const { return (~u64(0) >> (63 - hi)) & (~u64(0) << lo); }
};

inline constexpr int candidates = 256;  // more than there can be: the third number of -rcN is N - candidates

constexpr bool reached_in_stable(const StableDates& stable, const Version& v) {
    for (const Stable& s : stable.dates)
        if (s.series.given() && s.series == v.series) return v.patch >= s.patch;
    return false;
}

constexpr bool reached(const Series& date, int first_rc, const StableDates& stable, const Version& v) {
    if (v.series.at_least(date)) return v.patch >= 0 || !(v.series == date) || v.patch + candidates >= first_rc;
    return reached_in_stable(stable, v);
}

/** Whether a version lies between a row's dates; those of stable trees stand alone where no mainline release follows. */
constexpr bool dated(const Row& row, const Version& v) {
    if (row.since == row.until) return reached_in_stable(row.since_stable, v);
    if (!reached(row.since, row.since_rc, row.since_stable, v)) return false;
    return !(row.until.given() ? reached(row.until, row.until_rc, row.until_stable, v) : reached_in_stable(row.until_stable, v));
}

/** Whether a row is in force: `needs` are the options that are on. */
constexpr bool holds(const Row& row, const Version& v, unsigned needs) { return dated(row, v) && (row.needs & ~needs) == 0; }

}  // namespace pte
