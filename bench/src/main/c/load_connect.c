/* Connect, send one message, take it back, close; one connection at a time, on blocking sockets. */
#define _GNU_SOURCE
#include "load.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int exchange(int descriptor, const struct options *options, size_t *start, char *problem,
        size_t problem_size) {
    size_t position = *start;
    size_t expected = position;
    size_t sent = 0;
    size_t right = 0;
    char buffer[16 * 1024];
    while (right < options->size) {
        if (sent < options->size) {
            size_t length = options->size - sent;
            if (length > sizeof buffer) {
                length = sizeof buffer; /* never more under way than any socket holds */
            }
            ssize_t n = send(descriptor, pattern_at(position), length, MSG_NOSIGNAL);
            if (n < 0) {
                strncpy(problem, strerror(errno), problem_size - 1);
                return -1;
            }
            position = pattern_advance(position, (size_t) n);
            sent += (size_t) n;
        }
        while (right < sent) {
            ssize_t n = recv(descriptor, buffer, sizeof buffer, 0);
            if (n <= 0) {
                strncpy(problem, n == 0 ? "closed by the server" : strerror(errno),
                        problem_size - 1);
                return -1;
            }
            if (pattern_matches(&expected, buffer, (size_t) n) < (size_t) n) {
                strncpy(problem, "a wrong byte came back", problem_size - 1);
                return -1;
            }
            right += (size_t) n;
        }
    }
    *start = position;
    return 0;
}

int connect_blocking(const struct options *options, int number, struct result *result) {
    int on = 1;
    struct timeval patience = {.tv_sec = options->patience};
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0
            || setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0
            || connect(descriptor, (const struct sockaddr *) &options->server,
                       sizeof options->server) < 0
            || setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) {
        result_error(result, "connection %d: connect: %s", number, strerror(errno));
        if (descriptor >= 0) {
            close(descriptor);
        }
        return -1;
    }
    return descriptor;
}

static void cycle(const struct options *options, int number, struct result *result) {
    char problem[100] = "";
    size_t position = pattern_start(number % PATTERN_PERIOD);
    uint64_t start = now_nanos();
    int descriptor = connect_blocking(options, number, result);
    if (descriptor < 0) {
        return;
    }
    int status = exchange(descriptor, options, &position, problem, sizeof problem);
    close(descriptor);
    if (status < 0) {
        result_error(result, "connection %d: %s", number, problem);
        return;
    }
    histogram_record(&result->latency, now_nanos() - start);
    result->requests++;
    result->bytes += options->size;
}

void connect_run(const struct options *options, uint64_t warm_nanos, uint64_t measure_nanos,
        struct result *result) {
    int number = 0;
    for (uint64_t end = now_nanos() + warm_nanos; result->errors == 0 && now_nanos() < end;) {
        cycle(options, number++, result);
    }
    result->requests = 0;
    result->bytes = 0;
    histogram_clear(&result->latency);
    struct stopwatch watch;
    stopwatch_start(&watch, options);
    while (result->errors == 0 && now_nanos() < watch.wall + measure_nanos) {
        cycle(options, number++, result);
    }
    stopwatch_stop(&watch, options, result);
}
