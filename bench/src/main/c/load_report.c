/* Clocks, histogram and output of the load generator. */
#define _GNU_SOURCE
#include "load.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

uint64_t now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t) now.tv_sec * 1000000000u + (uint64_t) now.tv_nsec;
}

static int64_t cpu_nanos(clockid_t clock) {
    struct timespec time;
    if (clock_gettime(clock, &time) < 0) {
        return -1;
    }
    return (int64_t) time.tv_sec * 1000000000 + time.tv_nsec;
}

/*
 * The CPU clock of another process is exact to the nanosecond even while its threads run; the files
 * under /proc are only as fresh as the last scheduler tick.
 */
static int64_t server_nanos(const struct options *options) {
    clockid_t clock;
    if (options->pid == 0 || clock_getcpuclockid(options->pid, &clock) != 0) {
        return -1;
    }
    return cpu_nanos(clock);
}

void stopwatch_start(struct stopwatch *watch, const struct options *options) {
    watch->server = server_nanos(options);
    watch->client = cpu_nanos(CLOCK_PROCESS_CPUTIME_ID);
    watch->wall = now_nanos();
}

void stopwatch_stop(
        const struct stopwatch *watch, const struct options *options, struct result *result) {
    int64_t server = server_nanos(options);
    result->server_nanos = server < 0 || watch->server < 0 ? -1 : server - watch->server;
    result->client_nanos = cpu_nanos(CLOCK_PROCESS_CPUTIME_ID) - watch->client;
    result->elapsed_nanos = now_nanos() - watch->wall;
}

void histogram_clear(struct histogram *histogram) {
    memset(histogram, 0, sizeof *histogram);
}

static unsigned slot_of(uint64_t nanos) {
    if (nanos < HISTOGRAM_STEPS) {
        return (unsigned) nanos;
    }
    unsigned shift = 63u - (unsigned) __builtin_clzll(nanos) - 5u; /* keeps six leading bits */
    unsigned slot = (shift + 1) * HISTOGRAM_STEPS + (unsigned) (nanos >> shift) - HISTOGRAM_STEPS;
    return slot < HISTOGRAM_SLOTS ? slot : HISTOGRAM_SLOTS - 1;
}

/* The middle of the values that share a slot. */
static uint64_t value_of(unsigned slot) {
    if (slot < HISTOGRAM_STEPS) {
        return slot;
    }
    unsigned shift = slot / HISTOGRAM_STEPS - 1;
    uint64_t low = (uint64_t) (slot % HISTOGRAM_STEPS + HISTOGRAM_STEPS) << shift;
    return low + (((uint64_t) 1 << shift) >> 1);
}

void histogram_record(struct histogram *histogram, uint64_t nanos) {
    histogram->counts[slot_of(nanos)]++;
    histogram->total++;
    histogram->sum += nanos;
    if (nanos > histogram->maximum) {
        histogram->maximum = nanos;
    }
}

void histogram_add(struct histogram *histogram, const struct histogram *other) {
    for (unsigned slot = 0; slot < HISTOGRAM_SLOTS; slot++) {
        histogram->counts[slot] += other->counts[slot];
    }
    histogram->total += other->total;
    histogram->sum += other->sum;
    if (other->maximum > histogram->maximum) {
        histogram->maximum = other->maximum;
    }
}

uint64_t histogram_quantile(const struct histogram *histogram, double quantile) {
    uint64_t wanted = (uint64_t) (quantile * (double) histogram->total);
    uint64_t seen = 0;
    for (unsigned slot = 0; slot < HISTOGRAM_SLOTS; slot++) {
        seen += histogram->counts[slot];
        if (seen > wanted) {
            return value_of(slot);
        }
    }
    return histogram->maximum;
}

void histogram_print(const struct histogram *histogram) {
    const char *separator = "";
    printf("[");
    for (unsigned slot = 0; slot < HISTOGRAM_SLOTS; slot++) {
        if (histogram->counts[slot] > 0) {
            printf("%s[%" PRIu64 ",%" PRIu64 "]", separator, value_of(slot),
                    histogram->counts[slot]);
            separator = ",";
        }
    }
    printf("]");
}

void result_clear(struct result *result) {
    memset(result, 0, sizeof *result);
    result->server_nanos = -1;
}

void result_error(struct result *result, const char *format, ...) {
    if (result->errors++ == 0) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(result->error, sizeof result->error, format, arguments);
        va_end(arguments);
    }
}

/* One line of JSON. The texts of errors hold no character that would need escaping. */
void result_print(
        const struct result *result, const struct options *options, const char *command) {
    const struct histogram *latency = &result->latency;
    printf("{\"command\":\"%s\",\"connections\":%d,\"size\":%zu,\"depth\":%d", command,
            options->connections, options->size, options->depth);
    printf(",\"requests\":%" PRIu64 ",\"bytes\":%" PRIu64, result->requests, result->bytes);
    printf(",\"errors\":%" PRIu64 ",\"error\":\"%s\"", result->errors, result->error);
    printf(",\"elapsedNanos\":%" PRIu64, result->elapsed_nanos);
    printf(",\"serverCpuNanos\":%" PRId64 ",\"clientCpuNanos\":%" PRId64, result->server_nanos,
            result->client_nanos);
    printf(",\"latency\":{\"mean\":%" PRIu64, latency->total ? latency->sum / latency->total : 0);
    printf(",\"p50\":%" PRIu64, histogram_quantile(latency, 0.5));
    printf(",\"p90\":%" PRIu64, histogram_quantile(latency, 0.9));
    printf(",\"p99\":%" PRIu64, histogram_quantile(latency, 0.99));
    printf(",\"p999\":%" PRIu64, histogram_quantile(latency, 0.999));
    printf(",\"max\":%" PRIu64 "},\"histogram\":", latency->maximum);
    histogram_print(latency);
    printf("}\n");
    fflush(stdout);
}
