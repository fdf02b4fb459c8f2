/*
 * The load of uvloop's published benchmark: a forked process for each connection, a blocking socket
 * in each, one message sent and taken back after another. Here for a time, not for a number.
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

static void work_until(uint64_t deadline, int number, const struct options *options,
        size_t *position, struct result *result) {
    char problem[100] = "";
    while (result->errors == 0 && now_nanos() < deadline) {
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
static void work(int number, const struct options *options, uint64_t warm_end,
        uint64_t measure_end, struct result *result) {
    struct stopwatch watch;
    size_t position = pattern_start(number);
    work_until(warm_end, number, options, &position, result);
    result->requests = 0;
    result->bytes = 0;
    histogram_clear(&result->latency);
    stopwatch_start(&watch, options);
    work_until(measure_end, number, options, &position, result);
    stopwatch_stop(&watch, options, result);
}

static void sleep_until(uint64_t nanos) {
    struct timespec end = {(time_t) (nanos / 1000000000u), (long) (nanos % 1000000000u)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR) {
    }
}

void blocking_run(const struct options *options, uint64_t warm_nanos, uint64_t measure_nanos,
        struct result *result) {
    size_t length = (size_t) options->connections * sizeof(struct result);
    struct result *parts =
            mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (parts == MAP_FAILED) {
        result_error(result, "mmap: %s", strerror(errno));
        return;
    }
    uint64_t warm_end = now_nanos() + warm_nanos;
    int forked = 0;
    for (; forked < options->connections; forked++) {
        pid_t child = fork();
        if (child < 0) {
            result_error(result, "fork: %s", strerror(errno));
            break;
        }
        if (child == 0) {
            work(forked, options, warm_end, warm_end + measure_nanos, &parts[forked]);
            _exit(0);
        }
    }
    struct stopwatch watch;
    sleep_until(warm_end);
    stopwatch_start(&watch, options);
    sleep_until(warm_end + measure_nanos);
    stopwatch_stop(&watch, options, result);
    for (int i = 0; i < forked; i++) {
        int status;
        if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            result_error(result, "a client process died");
        }
    }
    for (int i = 0; i < forked; i++) {
        result->requests += parts[i].requests;
        result->bytes += parts[i].bytes;
        result->client_nanos += parts[i].client_nanos;
        histogram_add(&result->latency, &parts[i].latency);
        if (parts[i].errors > 0) {
            result_error(result, "%s", parts[i].error);
        }
    }
    munmap(parts, length);
}
