// Runs a probe object in a process of its own, so that a helper that crashes or never ends takes nobody with it. Usage: runner
// OBJECT [SECONDS], the time for the start and for each request. Reads requests from stdin and answers on stdout, little-endian, until stdin ends:
//
//   request: u64 operation, u64 index, u64 count, then the words that the operation takes
//   answer:  u64 bytes, then as many
//
//   describe  (0)  no words; a line for each row, tab-separated: "helper" name arguments result, "constant" name, "setting" name
//   apply     (1)  helper `index` on `count` tuples; takes a column of `count` words for each argument and answers with a column
//   constants (2)  no words; answers with the value of each constant, in order
//   set       (3)  setting `index` to `count`; answers with nothing
#include "abi.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DESCRIBE, APPLY, CONSTANTS, SET };
enum { MAX_ARGUMENTS = 3, USUAL_SECONDS = 120 };

struct request {
  probe_u64 operation, index, count;
};

static const struct probe_tables *tables;

static void fail(const char *message) {
  fprintf(stderr, "%s\n", message);
  exit(1);
}

// An end of input between requests is the end of the work; inside one it is a fault.
static int read_all(void *into, size_t bytes, int may_end) {
  size_t got = fread(into, 1, bytes, stdin);
  if (got == 0 && bytes > 0 && may_end) return 0;
  if (got != bytes) fail("expected a whole request, got a part of one");
  return 1;
}

static void answer(const void *from, size_t bytes) {
  probe_u64 header = bytes;
  if (fwrite(&header, sizeof header, 1, stdout) != 1 || fwrite(from, 1, bytes, stdout) != bytes || fflush(stdout))
    exit(1); // the reader is gone
}

static size_t words_in(const char *list) {
  size_t words = *list != 0;
  for (; *list; list++) words += *list == ' ';
  return words;
}

static size_t helper_count(void) {
  size_t n = 0;
  while (tables->helpers[n].name) n++;
  return n;
}

static size_t setting_count(void) {
  size_t n = 0;
  while (tables->settings[n].name) n++;
  return n;
}

static void describe(void) {
  char *text;
  size_t bytes;
  FILE *out = open_memstream(&text, &bytes);
  for (const struct probe_helper *h = tables->helpers; h->name; h++)
    fprintf(out, "helper\t%s\t%s\t%s\n", h->name, h->arguments, h->result);
  for (const struct probe_constant *c = tables->constants; c->name; c++) fprintf(out, "constant\t%s\n", c->name);
  for (const struct probe_setting *s = tables->settings; s->name; s++) fprintf(out, "setting\t%s\n", s->name);
  fclose(out);
  answer(text, bytes);
  free(text);
}

static void apply(probe_u64 index, probe_u64 count) {
  if (index >= helper_count()) fail("expected the number of a helper, got a larger one");
  const struct probe_helper *helper = &tables->helpers[index];
  size_t arguments = words_in(helper->arguments);
  if (arguments > MAX_ARGUMENTS) fail("expected a helper with at most three arguments, got one with more");
  probe_u64 *columns = calloc((MAX_ARGUMENTS + 1) * count + 1, sizeof *columns);
  if (!columns) fail("expected memory for the words, got none");
  // Absent arguments are columns of zeros.
  probe_u64 *a = columns, *b = a + count, *c = b + count, *results = c + count;
  read_all(columns, arguments * count * sizeof *columns, 0);
  for (size_t i = 0; i < count; i++) results[i] = helper->call(a[i], b[i], c[i]);
  answer(results, count * sizeof *results);
  free(columns);
}

static void constants(void) {
  size_t n = 0;
  while (tables->constants[n].name) n++;
  probe_u64 *values = calloc(n + 1, sizeof *values);
  if (!values) fail("expected memory for the constants, got none");
  for (size_t i = 0; i < n; i++) values[i] = tables->constants[i].value();
  answer(values, n * sizeof *values);
  free(values);
}

static void set(probe_u64 index, probe_u64 value) {
  if (index >= setting_count()) fail("expected the number of a setting, got a larger one");
  tables->settings[index].set(value);
  answer("", 0);
}

// Whoever started us may have left the alarm ignored or blocked.
static void hear_alarm(void) {
  sigset_t alarms;
  sigemptyset(&alarms);
  sigaddset(&alarms, SIGALRM);
  signal(SIGALRM, SIG_DFL);
  sigprocmask(SIG_UNBLOCK, &alarms, NULL);
}

int main(int argc, char **argv) {
  if (argc != 2 && argc != 3) fail("usage: runner OBJECT [SECONDS]");
  unsigned seconds = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : USUAL_SECONDS;
  hear_alarm();
  alarm(seconds); // a constructor of the object runs before the first request
  void *object = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (!object) fail(dlerror());
  probe_tables_fn *entry = (probe_tables_fn *)dlsym(object, "probe_tables");
  if (!entry) fail("expected a probe object, got one without probe_tables");
  tables = entry();
  struct request r;
  while (read_all(&r, sizeof r, 1)) {
    alarm(seconds);
    switch (r.operation) {
      case DESCRIBE: describe(); break;
      case APPLY: apply(r.index, r.count); break;
      case CONSTANTS: constants(); break;
      case SET: set(r.index, r.count); break;
      default: fail("expected an operation from 0 to 3, got another");
    }
    alarm(0);
  }
  _exit(0); // past the object's destructors, which may hang like all of it
}
