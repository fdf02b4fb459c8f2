/*
 * The reference of every ratio in the report: a TCP echo server on one thread and one epoll, as
 * plain and as fast as C gets without io_uring.
 *
 * What it rests on:
 * - Level-triggered epoll needs no read until EAGAIN: one recv and one send per readable event.
 * - A reply is sent straight from the receive buffer. Only what the socket refuses is copied, into
 *   memory that belongs to the connection for as long as something is owed, and while something is
 *   owed the connection is watched for EPOLLOUT alone: the peer's window does the flow control.
 *   Nothing ever sleeps or spins on a full socket.
 * - The receive buffer holds a whole 100 KiB message and still fits a level-2 cache.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RECEIVE_BYTES = 128 * 1024, EVENTS = 1024, BACKLOG = 4096 };

struct connection {
    int descriptor;
    size_t owed;    /* bytes in pending that were not sent yet */
    size_t start;   /* where they begin */
    char *pending;  /* NULL while nothing is owed */
};

static char receive_buffer[RECEIVE_BYTES];
static int epoll_descriptor;
static struct connection listener;
static int accepting = 1;

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static void on_terminate(int signal_number) {
    (void) signal_number;
    _exit(0);
}

static int watch(int operation, struct connection *connection, unsigned events) {
    struct epoll_event event = {.events = events, .data.ptr = connection};
    return epoll_ctl(epoll_descriptor, operation, connection->descriptor, &event);
}

/* Out of descriptors, the listener would stay readable: it rests until a connection ends. */
static void set_accepting(int wanted) {
    if (wanted == accepting) {
        return;
    }
    accepting = wanted;
    if (watch(EPOLL_CTL_MOD, &listener, wanted ? EPOLLIN : 0) < 0) {
        fail("epoll_ctl(listener)");
    }
}

static void discard(struct connection *connection) {
    close(connection->descriptor);
    free(connection->pending);
    free(connection);
    set_accepting(1);
}

static void accept_all(void) {
    for (;;) {
        int descriptor = accept4(listener.descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                fprintf(stderr, "accept4: %s\n", strerror(errno));
                set_accepting(0);
            } else if (errno == ECONNABORTED || errno == EINTR) {
                continue;
            } else if (errno != EAGAIN) {
                fail("accept4");
            }
            return;
        }
        int on = 1;
        struct connection *connection = calloc(1, sizeof *connection);
        if (connection == NULL
                || setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) {
            free(connection);
            close(descriptor);
            continue;
        }
        connection->descriptor = descriptor;
        if (watch(EPOLL_CTL_ADD, connection, EPOLLIN) < 0) {
            discard(connection);
        }
    }
}

/* Sends all it can; returns the number of bytes taken, or -1 when the connection is lost. */
static ssize_t send_some(struct connection *connection, const char *from, size_t length) {
    size_t sent = 0;
    while (sent < length) {
        ssize_t n = send(connection->descriptor, from + sent, length - sent, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EINTR) {
                continue;
            }
            return errno == EAGAIN ? (ssize_t) sent : -1;
        }
        sent += (size_t) n;
    }
    return (ssize_t) sent;
}

static void on_readable(struct connection *connection) {
    ssize_t received = recv(connection->descriptor, receive_buffer, RECEIVE_BYTES, 0);
    if (received <= 0) {
        if (received == 0 || (errno != EAGAIN && errno != EINTR)) {
            discard(connection);
        }
        return;
    }
    ssize_t sent = send_some(connection, receive_buffer, (size_t) received);
    if (sent == received) {
        return;
    }
    if (sent >= 0) {
        connection->owed = (size_t) (received - sent);
        connection->start = 0;
        connection->pending = malloc(connection->owed);
        if (connection->pending != NULL) {
            memcpy(connection->pending, receive_buffer + sent, connection->owed);
            if (watch(EPOLL_CTL_MOD, connection, EPOLLOUT) == 0) {
                return;
            }
        }
    }
    discard(connection);
}

static void on_writable(struct connection *connection) {
    ssize_t sent =
            send_some(connection, connection->pending + connection->start, connection->owed);
    if (sent < 0) {
        discard(connection);
        return;
    }
    connection->start += (size_t) sent;
    connection->owed -= (size_t) sent;
    if (connection->owed == 0) {
        free(connection->pending);
        connection->pending = NULL;
        if (watch(EPOLL_CTL_MOD, connection, EPOLLIN) < 0) {
            discard(connection);
        }
    }
}

static void open_listener(const char *host, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short) port)};
    if (inet_pton(AF_INET, host, &address.sin_addr) != 1) {
        fprintf(stderr, "not an IPv4 address: %s\n", host);
        exit(2);
    }
    int on = 1;
    socklen_t length = sizeof address;
    listener.descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener.descriptor < 0
            || setsockopt(listener.descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0
            || bind(listener.descriptor, (struct sockaddr *) &address, sizeof address) < 0
            || listen(listener.descriptor, BACKLOG) < 0
            || getsockname(listener.descriptor, (struct sockaddr *) &address, &length) < 0) {
        fail("listen");
    }
    epoll_descriptor = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_descriptor < 0 || watch(EPOLL_CTL_ADD, &listener, EPOLLIN) < 0) {
        fail("epoll");
    }
    printf("listening on %s:%d\n", host, ntohs(address.sin_port));
    fflush(stdout);
}

int main(int count, char **arguments) {
    if (count > 3) {
        fprintf(stderr, "usage: %s [PORT [HOST]]\n", arguments[0]);
        return 2;
    }
    signal(SIGTERM, on_terminate);
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    open_listener(count > 2 ? arguments[2] : "127.0.0.1", count > 1 ? atoi(arguments[1]) : 0);
    static struct epoll_event events[EVENTS];
    for (;;) {
        int ready = epoll_wait(epoll_descriptor, events, EVENTS, -1);
        if (ready < 0 && errno != EINTR) {
            fail("epoll_wait");
        }
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection == &listener) {
                accept_all();
            } else if (connection->owed > 0) {
                on_writable(connection);
            } else {
                on_readable(connection);
            }
        }
    }
}
