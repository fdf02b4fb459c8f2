/*
 * Closed loop over connections that stay open: each keeps `depth` messages in flight, and a message
 * that came back whole is followed by the next. One thread, one level-triggered epoll.
 *
 * With a rate, messages are sent when they are due instead, over one connection after the other, and
 * latency counts from that moment: a server that stops for a while is charged for all that should
 * have been sent meanwhile. The generator then asks without waiting, to miss no moment.
 */
#define _GNU_SOURCE
#include "load.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 1024, RECEIVE_BYTES = 256 * 1024 };

struct link {
    int number;
    int descriptor;         /* -1 once it failed */
    int watching_output;
    size_t send_position;   /* in the pattern: the next byte to send */
    size_t expect_position; /* in the pattern: the next byte to come back */
    uint64_t to_send;       /* bytes of started messages that the socket has not taken */
    uint64_t unanswered;    /* bytes of started messages that have not come back */
    uint64_t checked;       /* bytes that came back right, ever */
    size_t partial;         /* bytes of the oldest message that came back */
    unsigned oldest;        /* index of the oldest message in started_at */
    unsigned in_flight;
    uint64_t *started_at;   /* a ring of depth entries */
};

static const struct options *options;
static struct link *links;
static int epoll_descriptor;
static int alive;
static uint64_t total_in_flight;
static char receive_buffer[RECEIVE_BYTES];

static void drop(struct link *link) {
    if (link->descriptor >= 0) {
        close(link->descriptor);
        link->descriptor = -1;
    }
    total_in_flight -= link->in_flight;
    alive--;
}

static void watch(struct link *link, int operation, int output, struct result *result) {
    struct epoll_event event = {.events = EPOLLIN | (output ? EPOLLOUT : 0), .data.ptr = link};
    if (epoll_ctl(epoll_descriptor, operation, link->descriptor, &event) < 0) {
        result_error(result, "epoll_ctl: %s", strerror(errno));
        drop(link);
        return;
    }
    link->watching_output = output;
}

static void send_started(struct link *link, struct result *result) {
    while (link->to_send > 0) {
        size_t length = pattern_run(link->send_position);
        if (length > link->to_send) {
            length = (size_t) link->to_send;
        }
        ssize_t sent =
                send(link->descriptor, pattern_at(link->send_position), length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) {
            if (!link->watching_output) {
                watch(link, EPOLL_CTL_MOD, 1, result);
            }
            return;
        }
        if (sent < 0) {
            result_error(result, "connection %d: send: %s", link->number, strerror(errno));
            drop(link);
            return;
        }
        link->send_position = pattern_advance(link->send_position, (size_t) sent);
        link->to_send -= (uint64_t) sent;
    }
    if (link->watching_output) {
        watch(link, EPOLL_CTL_MOD, 0, result);
    }
}

static void start_messages(struct link *link, unsigned count, uint64_t now, struct result *result) {
    for (unsigned i = 0; i < count; i++) {
        link->started_at[(link->oldest + link->in_flight++) % (unsigned) options->depth] = now;
    }
    total_in_flight += count;
    link->to_send += (uint64_t) count * options->size;
    link->unanswered += (uint64_t) count * options->size;
    send_started(link, result);
}

/* Takes what came; returns the number of messages that are complete with it. */
static unsigned receive(struct link *link, uint64_t *now, struct result *result) {
    ssize_t received = recv(link->descriptor, receive_buffer, RECEIVE_BYTES, 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) {
        return 0;
    }
    if (received <= 0) {
        result_error(result, "connection %d: %s", link->number,
                received == 0 ? "closed by the server" : strerror(errno));
        drop(link);
        return 0;
    }
    size_t right = pattern_matches(&link->expect_position, receive_buffer, (size_t) received);
    if (right < (size_t) received) {
        result_error(result, "connection %d: byte %llu came back as 0x%02x, sent was 0x%02x",
                link->number, (unsigned long long) (link->checked + right),
                (unsigned char) receive_buffer[right],
                (unsigned char) *pattern_at(link->expect_position));
        drop(link);
        return 0;
    }
    link->checked += right;
    if (right > link->unanswered) {
        result_error(result, "connection %d: more bytes came back than were sent", link->number);
        drop(link);
        return 0;
    }
    link->unanswered -= right;
    *now = now_nanos();
    unsigned complete = 0;
    for (link->partial += right; link->partial >= options->size; link->partial -= options->size) {
        histogram_record(&result->latency, *now - link->started_at[link->oldest]);
        link->oldest = (link->oldest + 1) % (unsigned) options->depth;
        link->in_flight--;
        complete++;
    }
    total_in_flight -= complete;
    result->requests += complete;
    result->bytes += right;
    return complete;
}

static void give_up(struct result *result) {
    result_error(result, "stalled: %llu messages unanswered for %d s",
            (unsigned long long) total_in_flight, options->patience);
    for (int i = 0; i < options->connections; i++) {
        if (links[i].descriptor >= 0) {
            drop(&links[i]);
        }
    }
}

/*
 * Handles one batch of events; returns how many there were. With refill, an answered message is
 * followed by another.
 */
static int turn(int refill, int timeout_millis, struct result *result) {
    static struct epoll_event events[EVENTS];
    int ready = epoll_wait(epoll_descriptor, events, EVENTS, timeout_millis);
    if (ready < 0 && errno != EINTR) {
        result_error(result, "epoll_wait: %s", strerror(errno));
        give_up(result);
    }
    for (int i = 0; i < ready; i++) {
        struct link *link = events[i].data.ptr;
        uint64_t now;
        if (link->descriptor >= 0 && (events[i].events & EPOLLOUT)) {
            send_started(link, result);
        }
        if (link->descriptor >= 0 && (events[i].events & ~(unsigned) EPOLLOUT)) {
            unsigned complete = receive(link, &now, result);
            if (complete > 0 && refill) {
                start_messages(link, complete, now, result);
            }
        }
    }
    return ready;
}

/* As turn, but what does not come for too long never will. */
static void turn_patiently(int refill, struct result *result) {
    if (turn(refill, options->patience * 1000, result) == 0) {
        give_up(result);
    }
}

/* The server has these to watch; here nobody looks at them. */
static void open_idle(struct result *result) {
    for (int i = 0; i < options->idle; i++) {
        if (connect_blocking(options, options->connections + i, result) < 0) {
            return;
        }
    }
}

void echo_open(const struct options *chosen, struct result *result) {
    options = chosen;
    links = calloc((size_t) options->connections, sizeof *links);
    epoll_descriptor = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < options->connections; i++) {
        struct link *link = &links[i];
        int on = 1;
        link->number = i;
        link->send_position = link->expect_position = pattern_start(i);
        link->started_at = calloc((size_t) options->depth, sizeof *link->started_at);
        link->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        alive++;
        if (link->descriptor < 0
                || connect(link->descriptor, (const struct sockaddr *) &options->server,
                           sizeof options->server) < 0
                || setsockopt(link->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) {
            result_error(result, "connection %d: connect: %s", i, strerror(errno));
            drop(link);
            continue;
        }
        /* Blocking until here, so that connect reports its own failure. */
        if (fcntl(link->descriptor, F_SETFL, O_NONBLOCK) < 0) {
            result_error(result, "connection %d: fcntl: %s", i, strerror(errno));
            drop(link);
            continue;
        }
        watch(link, EPOLL_CTL_ADD, 0, result);
    }
    open_idle(result);
}

static void start_all(unsigned count, struct result *result) {
    for (int i = 0; i < options->connections; i++) {
        if (links[i].descriptor >= 0) {
            start_messages(&links[i], count, now_nanos(), result);
        } else {
            result_error(result, "connection %d is gone", i);
        }
    }
}

static void drain(struct result *result) {
    while (alive > 0 && total_in_flight > 0) {
        turn_patiently(0, result);
    }
}

static void turn_until(uint64_t deadline, struct result *result) {
    while (alive > 0 && now_nanos() < deadline) {
        turn_patiently(1, result);
    }
}

/* Starts what is due; what finds its connection full stays due, and is late from then on. */
static void start_due(uint64_t start, uint64_t *count, uint64_t now, struct result *result) {
    for (;;) {
        uint64_t due = start + *count * 1000000000u / (unsigned) options->rate;
        struct link *link = &links[*count % (unsigned) options->connections];
        if (due > now || (link->descriptor >= 0 && link->in_flight == (unsigned) options->depth)) {
            return;
        }
        if (link->descriptor < 0) {
            result_error(result, "connection %d is gone", link->number);
            return;
        }
        start_messages(link, 1, due, result);
        (*count)++;
    }
}

static void pace_until(uint64_t deadline, uint64_t start, uint64_t *count, struct result *result) {
    uint64_t heard = now_nanos();
    for (uint64_t now = heard; alive > 0 && result->errors == 0 && now < deadline;
            now = now_nanos()) {
        start_due(start, count, now, result);
        if (turn(0, 0, result) > 0 || total_in_flight == 0) {
            heard = now;
        } else if (now - heard > (uint64_t) options->patience * 1000000000u) {
            give_up(result);
        }
    }
}

/* Counts what is answered between the end of the warm-up and the end of the run; then drains. */
void echo_run(uint64_t warm_nanos, uint64_t measure_nanos, struct result *result) {
    uint64_t start = now_nanos();
    uint64_t count = 0;
    if (options->rate > 0) {
        pace_until(start + warm_nanos, start, &count, result);
    } else {
        start_all((unsigned) options->depth, result);
        turn_until(start + warm_nanos, result);
    }
    result->requests = 0;
    result->bytes = 0;
    histogram_clear(&result->latency);
    struct stopwatch watch;
    stopwatch_start(&watch, options);
    if (options->rate > 0) {
        pace_until(watch.wall + measure_nanos, start, &count, result);
    } else {
        turn_until(watch.wall + measure_nanos, result);
    }
    stopwatch_stop(&watch, options, result);
    static struct result late; /* what comes after the end is checked but not counted */
    result_clear(&late);
    drain(&late);
    if (late.errors > 0) {
        result_error(result, "%s", late.error);
        result->errors += late.errors - 1;
    }
}

/* One message on every connection. */
void echo_once(struct result *result) {
    struct stopwatch watch;
    stopwatch_start(&watch, options);
    start_all(1, result);
    drain(result);
    stopwatch_stop(&watch, options, result);
}
