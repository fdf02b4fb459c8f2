/*
 * The load of uvloop's published benchmark: a forked process for each connection, a blocking socket
 * in each, one message sent and taken back after another: for a time, or so many of them.
 */
#define _GNU_SOURCE
#include "load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static int *descriptors;

void blocking_open(const struct options *options, struct result *result) {
    descriptors = calloc((size_t) options->connections, sizeof *descriptors);
    for (int i = 0; descriptors != NULL && i < options->connections; i++) {
        descriptors[i] = connect_blocking(options, i, result);
    }
    if (descriptors == NULL) {
        result_error(result, "no memory");
    }
}

/* How long, or how much: the processes end together, or each by itself. */
struct task {
    uint64_t warm_end;
    uint64_t measure_end; /* unless there are messages to count */
    uint64_t messages;
};

/* Ends at the deadline, or with the last of the messages. */
static void work_until(uint64_t deadline, uint64_t messages, int number,
        const struct options *options, size_t *position, struct result *result) {
    char problem[100] = "";
    while (result->errors == 0 && result->requests < messages && now_nanos() < deadline) {
        uint64_t start = now_nanos();
        if (exchange(descriptors[number], options, position, problem, sizeof problem) < 0) {
            result_error(result, "connection %d: %s", number, problem);
            return;
        }
        histogram_record(&result->latency, now_nanos() - start);
        result->requests++;
        result->bytes += options->size;
    }
}

/* Every run begins a connection's stream anew: nothing is under way between runs. */
static void work(int number, const struct options *options, const struct task *task,
        struct result *result) {
    struct stopwatch watch;
    size_t position = pattern_start(number);
    work_until(task->warm_end, UINT64_MAX, number, options, &position, result);
    result->requests = 0;
    result->bytes = 0;
    histogram_clear(&result->latency);
    stopwatch_start(&watch, options);
    if (task->messages > 0) {
        work_until(UINT64_MAX, task->messages, number, options, &position, result);
    } else {
        work_until(task->measure_end, UINT64_MAX, number, options, &position, result);
    }
    stopwatch_stop(&watch, options, result);
}

static void sleep_until(uint64_t nanos) {
    struct timespec end = {(time_t) (nanos / 1000000000u), (long) (nanos % 1000000000u)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR) {
    }
}

static void await_children(int forked, struct result *result) {
    for (int i = 0; i < forked; i++) {
        int status;
        if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            result_error(result, "a client process died");
        }
    }
}

static void add_parts(const struct result *parts, int count, struct result *result) {
    for (int i = 0; i < count; i++) {
        result->requests += parts[i].requests;
        result->bytes += parts[i].bytes;
        result->client_nanos += parts[i].client_nanos;
        histogram_add(&result->latency, &parts[i].latency);
        if (parts[i].errors > 0) {
            result_error(result, "%s", parts[i].error);
        }
    }
}

static void fork_and_work(
        const struct options *options, const struct task *task, struct result *result) {
    size_t length = (size_t) options->connections * sizeof(struct result);
    struct result *parts =
            mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (parts == MAP_FAILED) {
        result_error(result, "mmap: %s", strerror(errno));
        return;
    }
    int forked = 0;
    for (; forked < options->connections; forked++) {
        pid_t child = fork();
        if (child < 0) {
            result_error(result, "fork: %s", strerror(errno));
            break;
        }
        if (child == 0) {
            work(forked, options, task, &parts[forked]);
            _exit(0);
        }
    }
    struct stopwatch watch;
    sleep_until(task->warm_end);
    stopwatch_start(&watch, options);
    if (task->messages > 0) {
        await_children(forked, result); /* the last of them ends the measured part */
        stopwatch_stop(&watch, options, result);
    } else {
        sleep_until(task->measure_end);
        stopwatch_stop(&watch, options, result);
        await_children(forked, result);
    }
    add_parts(parts, forked, result);
    munmap(parts, length);
}

void blocking_run(const struct options *options, uint64_t warm_nanos, uint64_t measure_nanos,
        struct result *result) {
    uint64_t warm_end = now_nanos() + warm_nanos;
    struct task task = {.warm_end = warm_end, .measure_end = warm_end + measure_nanos};
    fork_and_work(options, &task, result);
}

void blocking_count(const struct options *options, uint64_t warm_nanos, uint64_t messages,
        struct result *result) {
    struct task task = {.warm_end = now_nanos() + warm_nanos, .messages = messages};
    fork_and_work(options, &task, result);
}
