// libFuzzer: the core on any kernel, any words and any rows. Every instruction set says what the scalar codec says; what is
// decoded comes back; and no bytes make it read or write outside its arrays.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "../batch.hpp"
#include "../codec.hpp"
#include "../decision_table.hpp"

namespace {

using namespace pte;

struct Table {
    std::vector<u8> kind, type;
    std::vector<u32> flags;
    std::vector<u64> payload;
    explicit Table(std::size_t n) : kind(n), type(n), flags(n), payload(n) {}
    Columns out() { return {kind.data(), type.data(), flags.data(), payload.data()}; }
    ConstColumns in() const { return {kind.data(), type.data(), flags.data(), payload.data()}; }
};

void check(bool ok) {
    if (!ok) std::abort();
}

/** The first 6 bytes: a release, and options. */
Layout kernel_of(const std::uint8_t* data) {
    const Version version{{4 + data[0] % 4, data[1] % 24}, data[2]};
    return resolve(version,
                   {unsigned(data[3] | data[4] << 8), data[5] & 1 ? 5 : 4, data[5] & 2 ? bit(rows::pfn.hi - data[5] % 8) : 0});
}

void there_and_back(const Layout& l, const std::vector<u64>& words) {
    const std::size_t n = words.size();
    const char* names[8];
    const std::size_t count = targets(names, 8);
    for (std::size_t t = 0; t < count; ++t) {
        check(set_target(names[t]));
        Table table(n);
        decode_batch(l, words.data(), n, table.out());
        for (std::size_t i = 0; i < n; ++i) {
            const scalar::Rows row = scalar::decode(l, words[i]);
            check(table.kind[i] == row.kind && table.type[i] == row.type && table.flags[i] == row.flags &&
                  table.payload[i] == payload(row));
        }
        std::vector<u64> back(n);
        check(encode_batch(l, table.in(), n, back.data()) == n && back == words);
    }
}

/** As often as makes an array long enough for byte planes, or once. */
template <class T>
void repeat(std::vector<T>& values, std::size_t times) {
    const std::size_t n = values.size();
    values.resize(n * times);
    for (std::size_t i = n; i < values.size(); ++i) values[i] = values[i - n];
}

std::size_t times(const std::uint8_t* data, std::size_t n) { return data[6] & 2 && n ? 1200 / n + 1 : 1; }

/** Rows of any bytes: each instruction set stops at the same one, with the same words before it. */
void rows_of_bytes(const Layout& l, const std::uint8_t* data, std::size_t size) {
    std::size_t n = size / 14;
    const std::size_t copies = times(data, n);
    data += 7;
    Table table(n);
    std::memcpy(table.payload.data(), data, 8 * n);
    std::memcpy(table.flags.data(), data + 8 * n, 4 * n);
    std::memcpy(table.kind.data(), data + 12 * n, n);
    std::memcpy(table.type.data(), data + 13 * n, n);
    repeat(table.kind, copies), repeat(table.type, copies), repeat(table.flags, copies), repeat(table.payload, copies);
    n *= copies;
    const char* names[8];
    const std::size_t count = targets(names, 8);
    std::vector<u64> first(n);
    std::size_t stopped = n;
    for (std::size_t t = 0; t < count; ++t) {
        check(set_target(names[t]));
        std::vector<u64> words(n);
        const std::size_t at = encode_batch(l, table.in(), n, words.data());
        if (t == 0) stopped = at, first = words;
        check(at == stopped);
        for (std::size_t i = 0; i < at; ++i) check(words[i] == first[i]);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 7 + 14) return 0;
    const Layout layout = kernel_of(data);
    if (!shifts_fit(layout)) return 0;
    const std::size_t left = size - 7;
    if (data[6] & 1) {
        rows_of_bytes(layout, data, left);
        return 0;
    }
    std::vector<u64> words(left / 8);
    std::memcpy(words.data(), data + 7, 8 * words.size());
    repeat(words, times(data, words.size()));
    there_and_back(layout, words);
    return 0;
}
