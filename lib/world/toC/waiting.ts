/** C for a thread that sleeps in userfaultfd, and for a pipe that holds a page. */

/**
 * The thread is scheduled after all others of its processor (SCHED_IDLE), who wakes it before them (SCHED_FIFO), and all are on one: who
 * wakes it sees it ready to run, and sends a signal before it runs, which ends its access. A script says when it tries again.
 */
export const waiting = `
static pthread_t sleeper;
static volatile pid_t sleeper_id; /* 0: there is none */
static volatile int through;
static struct { char *where; int write; } access_of;
static void *touch_once(void *unused) {
    const struct sched_param lowest = {0};
    (void)unused;
    sched_setscheduler(0, 5 /* SCHED_IDLE */, &lowest);
    sleeper_id = (pid_t)syscall(SYS_gettid);
    touch(access_of.where, access_of.write);
    through = 1;
    return NULL;
}
static int sleeps(void) {
    char path[64], text[256] = "";
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", (int)sleeper_id);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t got = read(fd, text, sizeof text - 1);
    if (fd >= 0) close(fd);
    const char *const state = got > 0 ? strrchr(text, ')') : NULL;
    return state && state[1] && state[2] == 'S';
}
/* After each step, before the thread has run again. */
static void see_sleeper(void) {
    if (sleeper_id && !through && sleeps()) return;
    shared->asleep[me] = 0;
    if (!sleeper_id) return;
    pthread_kill(sleeper, SIGUSR1);
    pthread_join(sleeper, NULL);
    sleeper_id = 0;
}
static void touch_and_sleep(char *where, int write) {
    const struct sched_param first = {1};
    if (sched_setscheduler(0, SCHED_FIFO, &first)) shared->unsure = "a thread that was woken may have run at once";
    through = 0, access_of.where = where, access_of.write = write, falls_asleep = 1;
    if (pthread_create(&sleeper, NULL, touch_once, NULL)) return check(-1);
    for (int i = 0; i < 1500 && !through && !shared->trapped; i++) usleep(10000);
    for (int i = 0; i < 500 && !through && !sleeps(); i++) usleep(10000);
    falls_asleep = 0;
    shared->asleep[me] = !through && sleeps();
}
`;

/** vmsplice(): a pipe refers to the page until it is read. */
export const splicing = `
static int page_pipe[2], pipe_of = -1; /* the process whose pipe it is */
static void splice_page(char *where) {
    const struct { void *base; size_t bytes; } page = {where, PAGE};
    if (pipe_of != me && pipe(page_pipe)) return check(-1);
    pipe_of = me;
    if (syscall(SYS_vmsplice, page_pipe[1], &page, 1L, 1L /* SPLICE_F_MOVE */) < 0) check(-1);
}
/* Children of fork() have it too: it is emptied, and not closed. */
NOT_USED static void read_pipe(void) {
    static char text[PAGE];
    struct pollfd full = {page_pipe[0], POLLIN, 0};
    while (pipe_of == me && poll(&full, 1, 0) > 0 && read(page_pipe[0], text, PAGE) > 0) continue;
}
`;
