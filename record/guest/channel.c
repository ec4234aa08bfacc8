// Messages to the recorder, and the end of all.
#define _GNU_SOURCE
#include "channel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

static struct message shown;
static char last_step[192];

// All of it is written to, so that it is in memory when it is read from outside.
void begin_message(struct message* message, const char* what) {
    memset(message, 0, sizeof *message);
    say(message, "%s", what);
}
void say(struct message* message, const char* format, ...) {
    const size_t length = strlen(message->text), room = sizeof message->text - length;
    va_list values;
    va_start(values, format);
    const int wanted = vsnprintf(message->text + length, room, format, values);
    va_end(values);
    if (wanted < 0 || (size_t)wanted + 1 >= room) give_up("say");
    strcat(message->text, "\n");
}
__attribute__((noinline)) void mark(const struct message* message) { __asm__ volatile("" ::"r"(message) : "memory"); }

_Noreturn void end(void) {
    begin_message(&shown, "end");
    mark(&shown);
    reboot(RB_POWER_OFF);
    for (;;) pause();
}
_Noreturn void give_up(const char* what) {
    printf("gave up after %s: %s: %s\n", last_step, what, strerror(errno));
    end();
}

static uint64_t pagemap_word(uintptr_t page) {
    static int pagemap = -1;
    uint64_t word = 0;
    if (pagemap < 0) pagemap = open("/proc/self/pagemap", O_RDONLY);
    if (pread(pagemap, &word, sizeof word, (off_t)(page / page_size * sizeof word)) != sizeof word) give_up("pagemap");
    return word;
}
static void say_vm_flags(struct message* message, uintptr_t page) {
    FILE* const smaps = fopen("/proc/self/smaps", "r");
    char line[512], letter;
    unsigned long start, stop;
    for (bool in = false; smaps && fgets(line, sizeof line, smaps);) {
        if (sscanf(line, "%lx-%lx %c", &start, &stop, &letter) == 3) in = start <= page && page < stop;
        if (in && !strncmp(line, "VmFlags: ", 9)) say(message, "vmflags %.*s", (int)strcspn(line + 9, "\n"), line + 9);
    }
    if (smaps) fclose(smaps);
}

void record(struct operation done, const char* scenario, uintptr_t page, const char* step, ...) {
    char text[96];
    va_list values;
    va_start(values, step);
    vsnprintf(text, sizeof text, step, values);
    va_end(values);
    snprintf(last_step, sizeof last_step, "%s, %s", scenario, text);
    begin_message(&shown, "record");
    say(&shown, "scenario %s", scenario);
    say(&shown, "step %s", text);
    say(&shown, "operation %s", done.name);
    if (done.word) say(&shown, "word %s", done.word);
    if (done.mapping) say(&shown, "mapping %s", done.mapping);
    if (done.child) say(&shown, "child alive");
    say(&shown, "vaddr %lx", page);
    say_vm_flags(&shown, page);
    say(&shown, "pagemap %lx", pagemap_word(page));
    mark(&shown);
}
