/* Shared by the files of the load generator; see load.c for what it does and how it is driven. */
#ifndef LOAD_H
#define LOAD_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct options {
    struct sockaddr_in server;
    int connections;
    size_t size;   /* bytes of one message */
    int depth;     /* messages in flight on each connection */
    int connect;   /* connect, echo once and close, instead of keeping connections */
    int blocking;  /* a process with a blocking socket for each connection */
    int idle;      /* further connections, on which nothing is ever sent */
    int rate;      /* messages a second, sent when they are due; 0: when the last one is back */
    int patience;  /* seconds without any answer after which a run is given up */
    int pid;       /* the server's process, or 0: its CPU time is not reported */
};

/* Log-linear: 32 steps for each power of two, so a value is known to about three percent. */
enum { HISTOGRAM_STEPS = 32, HISTOGRAM_SLOTS = 40 * HISTOGRAM_STEPS };

struct histogram {
    uint64_t counts[HISTOGRAM_SLOTS];
    uint64_t total;
    uint64_t sum;
    uint64_t maximum;
};

void histogram_clear(struct histogram *histogram);
void histogram_record(struct histogram *histogram, uint64_t nanos);
uint64_t histogram_quantile(const struct histogram *histogram, double quantile);
void histogram_print(const struct histogram *histogram);

/*
 * Every connection sends its own stream: the bytes of one random table, read round and round from a
 * starting point of its own. A byte that is changed, lost, doubled, moved or sent to another
 * connection therefore differs from what is expected where it arrives. The period is prime, so that
 * no usual message size divides it, and the table goes on past it, so that long runs are contiguous.
 */
enum { PATTERN_PERIOD = 65521, PATTERN_SLACK = 256 * 1024 };

void pattern_fill(void);
size_t pattern_start(int connection);
const char *pattern_at(size_t position);
size_t pattern_run(size_t position); /* contiguous bytes from there */
size_t pattern_advance(size_t position, size_t bytes);
/* Compares; returns the number of bytes that agree and moves the position past them. */
size_t pattern_matches(size_t *position, const char *received, size_t length);

/* What one run saw. The first error is kept in words, all are counted. */
struct result {
    uint64_t requests;
    uint64_t bytes;
    uint64_t errors;
    char error[200];
    uint64_t elapsed_nanos;
    int64_t server_nanos; /* CPU time, -1 when not known */
    int64_t client_nanos;
    struct histogram latency;
};

void result_clear(struct result *result);
void result_error(struct result *result, const char *format, ...)
        __attribute__((format(printf, 2, 3)));
void result_print(const struct result *result, const struct options *options, const char *command);

uint64_t now_nanos(void);

/* Brackets the measured part of a run: clocks of both processes, read together. */
struct stopwatch {
    uint64_t wall;
    int64_t server;
    int64_t client;
};

void stopwatch_start(struct stopwatch *watch, const struct options *options);
void stopwatch_stop(
        const struct stopwatch *watch, const struct options *options, struct result *result);

/* Connections that stay open: load_echo.c. */
void echo_open(const struct options *options, struct result *result);
void echo_run(uint64_t warm_nanos, uint64_t measure_nanos, struct result *result);
void echo_once(struct result *result);

/* Connect, echo once, close, one connection at a time: load_connect.c. */
void connect_run(const struct options *options, uint64_t warm_nanos, uint64_t measure_nanos,
        struct result *result);

/* A process with a blocking socket for each connection: load_blocking.c. */
void blocking_open(const struct options *options, struct result *result);
void blocking_run(const struct options *options, uint64_t warm_nanos, uint64_t measure_nanos,
        struct result *result);
/* As many messages for each, however long they take. */
void blocking_count(const struct options *options, uint64_t warm_nanos, uint64_t messages,
        struct result *result);

/* Connects one socket that blocks; -1 after an error, which is in the result. */
int connect_blocking(const struct options *options, int number, struct result *result);

/* Sends one message and takes it back; the position in the pattern moves on. -1 with a problem. */
int exchange(int descriptor, const struct options *options, size_t *position, char *problem,
        size_t problem_size);

void histogram_add(struct histogram *histogram, const struct histogram *other);

#endif
