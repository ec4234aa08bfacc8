// What the program tells the recorder outside, which stops the machine whenever mark() is called and reads the text there:
// a line that says what it is, then lines of a key, a space and a value. record/guestMessage.ts reads them.
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { page_size = 4096 };

struct message {
    char text[2 * page_size];
} __attribute__((aligned(page_size)));
void begin_message(struct message* message, const char* what);
void say(struct message* message, const char* format, ...) __attribute__((format(printf, 2, 3)));
void mark(const struct message* message);

// What was done to a page; test/data/observations/README.md has the names. `word` and `mapping` may be NULL.
struct operation {
    const char *name, *word, *mapping;
    bool child;  // one of fork() shares the pages
};
void record(struct operation done, const char* scenario, uintptr_t page, const char* step, ...)
    __attribute__((format(printf, 4, 5)));

_Noreturn void end(void);
_Noreturn void give_up(const char* what);  // says after which step, and why
