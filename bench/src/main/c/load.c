/*
 * Load generator for TCP echo servers: one thread; every byte that comes back is checked.
 *
 *   load --port P [--host H] [--connections N] [--size BYTES] [--depth N] [--connect|--blocking]
 *        [--rate PER_SECOND] [--idle N] [--pid SERVER] [--patience SECONDS]
 *
 * It opens its connections, prints one line of JSON, and then obeys lines on standard input, each
 * answered by one line of JSON:
 *
 *   run WARM_MILLIS MEASURE_MILLIS   closed loop, or at the rate; only the second part is counted
 *   count WARM_MILLIS MESSAGES       with --blocking: so many for each client after the warm-up
 *   once                             one message on every connection
 *   hold MILLIS                      nothing is sent; reports the server's CPU time meanwhile
 *   quit                             (or end of input)
 *
 * Between commands the connections stay open and nothing is in flight, so that many generators, one
 * per server, can take turns without disturbing each other. With --connect, run opens, uses once
 * and closes one connection after another instead; with --blocking, it forks a process with a
 * blocking socket for each connection. With --idle, the server has so many more connections, which
 * stay open and unused.
 */
#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static void usage(const char *problem, const char *value) {
    fprintf(stderr, "load: %s: %s\n", problem, value);
    exit(2);
}

static long number(const char *name, const char *text, long low, long high) {
    char *end;
    long value = strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value < low || value > high) {
        usage(name, text);
    }
    return value;
}

static struct options parse(int count, char **arguments) {
    static const struct option known[] = {{"host", required_argument, NULL, 'h'},
            {"port", required_argument, NULL, 'p'}, {"connections", required_argument, NULL, 'c'},
            {"size", required_argument, NULL, 's'}, {"depth", required_argument, NULL, 'd'},
            {"pid", required_argument, NULL, 'i'}, {"connect", no_argument, NULL, 'o'},
            {"blocking", no_argument, NULL, 'b'}, {"rate", required_argument, NULL, 'r'},
            {"idle", required_argument, NULL, 'l'}, {"patience", required_argument, NULL, 't'},
            {NULL, 0, NULL, 0}};
    struct options options = {.connections = 10, .size = 1024, .depth = 1, .patience = 5};
    const char *host = "127.0.0.1";
    int option;
    while ((option = getopt_long(count, arguments, "", known, NULL)) != -1) {
        switch (option) {
        case 'h': host = optarg; break;
        case 'p':
            options.server.sin_port = htons((unsigned short) number("port", optarg, 1, 65535));
            break;
        case 'c': options.connections = (int) number("connections", optarg, 1, 60000); break;
        case 's': options.size = (size_t) number("size", optarg, 1, 64 << 20); break;
        case 'd': options.depth = (int) number("depth", optarg, 1, 65536); break;
        case 'i': options.pid = (int) number("pid", optarg, 1, 1 << 30); break;
        case 'b': options.blocking = 1; break;
        case 'r': options.rate = (int) number("rate", optarg, 1, 100000000); break;
        case 'l': options.idle = (int) number("idle", optarg, 1, 60000); break;
        case 'o': options.connect = 1; break;
        case 't': options.patience = (int) number("patience", optarg, 1, 3600); break;
        default: exit(2);
        }
    }
    options.server.sin_family = AF_INET;
    if (inet_pton(AF_INET, host, &options.server.sin_addr) != 1) {
        usage("not an IPv4 address", host);
    }
    if (options.server.sin_port == 0) {
        usage("missing", "--port");
    }
    return options;
}

static void hold(const struct options *options, uint64_t nanos, struct result *result) {
    struct stopwatch watch;
    struct timespec pause = {(time_t) (nanos / 1000000000u), (long) (nanos % 1000000000u)};
    stopwatch_start(&watch, options);
    while (nanosleep(&pause, &pause) < 0) {
    }
    stopwatch_stop(&watch, options, result);
}

static void obey(const struct options *options) {
    static struct result result;
    char line[200];
    unsigned long warm;
    unsigned long measured;
    while (fgets(line, sizeof line, stdin) != NULL && strncmp(line, "quit", 4) != 0) {
        result_clear(&result);
        if (sscanf(line, "run %lu %lu", &warm, &measured) == 2) {
            if (options->connect) {
                connect_run(options, warm * 1000000u, measured * 1000000u, &result);
            } else if (options->blocking) {
                blocking_run(options, warm * 1000000u, measured * 1000000u, &result);
            } else {
                echo_run(warm * 1000000u, measured * 1000000u, &result);
            }
            result_print(&result, options, "run");
        } else if (options->blocking && sscanf(line, "count %lu %lu", &warm, &measured) == 2) {
            blocking_count(options, warm * 1000000u, measured, &result);
            result_print(&result, options, "count");
        } else if (strncmp(line, "once", 4) == 0 && !options->connect
                && !options->blocking) {
            echo_once(&result);
            result_print(&result, options, "once");
        } else if (sscanf(line, "hold %lu", &measured) == 1) {
            hold(options, measured * 1000000u, &result);
            result_print(&result, options, "hold");
        } else {
            usage("unknown command", line);
        }
    }
}

int main(int count, char **arguments) {
    struct options options = parse(count, arguments);
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    pattern_fill();
    static struct result opened;
    result_clear(&opened);
    if (options.blocking) {
        blocking_open(&options, &opened);
    } else if (!options.connect) {
        echo_open(&options, &opened);
    }
    result_print(&opened, &options, "open");
    if (opened.errors > 0) {
        return 1;
    }
    obey(&options);
    return 0;
}
