/*
 * Echo server on io_uring through liburing: PORT. One thread and one system call for each turn: it
 * submits what the last turn asked for, and waits for the next completion.
 *
 * What it rests on:
 * - Accepting and receiving are multishot: asked for once, they report until they say that they
 *   ended (no IORING_CQE_F_MORE) and are asked for anew.
 * - Receiving takes buffers out of a ring that connections share: an idle connection has none. A
 *   buffer is sent from where it is, and goes back when its send is complete, which MSG_WAITALL
 *   makes one completion.
 * - There are two such rings. All data of a turn is in buffers before the first is handled, so a
 *   thousand connections with small messages want a thousand buffers; a ring is first in, first
 *   out, so that large messages want few, or none would stay in the cache. A connection begins in
 *   the ring of small ones, and moves when it fills one.
 * - A connection has one send in flight; what arrives meanwhile waits in a queue of its own, in
 *   order. One that owes too much stops receiving, so that a peer that reads nothing can neither
 *   take all buffers nor make the others wait: its window does the flow control.
 * - When the ring is empty a receive ends with ENOBUFS. Its connection is noted, and asks again
 *   when some buffer has come back: before that it could only fail again.
 * - DEFER_TASKRUN runs completions inside the call that waits, never in between, which takes the
 *   one thread that SINGLE_ISSUER promises.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <liburing.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SMALL_BUFFERS = 1024, SMALL_BYTES = 4 * 1024, LARGE_BUFFERS = 16, LARGE_BYTES = 128 * 1024 };
enum { ENTRIES = 4096, COMPLETIONS = 4 * ENTRIES, BACKLOG = 4096 };

/* What a completion is about: the kind is in the low bits of its user data, below the pointer. */
enum kind { ACCEPT = 0, RECEIVE = 1, SEND = 2, CANCEL = 3, KIND_MASK = 3 };

/* A ring of buffers, and what is known of each by its number. */
struct group {
    int id;
    int count;
    size_t bytes;
    int owed_max; /* with as many to send a connection stops receiving, at none it resumes */
    char *memory;
    int next[SMALL_BUFFERS]; /* of the same connection */
    unsigned length[SMALL_BUFFERS];
    struct io_uring_buf_ring *ring;
    int returned; /* buffers added to the ring in this turn */
};

struct connection {
    int descriptor;
    struct group *group; /* of the receive in flight, and of all that is owed */
    int outgrown;        /* a buffer was filled: the next receive is in the other group */
    int receiving;       /* a receive is in flight */
    int cancelling;      /* it is being taken back */
    int sending;         /* a send is in flight */
    int ended;           /* by the peer or by an error: closed when nothing is in flight */
    int first;           /* buffer to send next, or being sent; -1 without any */
    int last;
    int owed;            /* buffers from first to last */
    int starving;        /* it is in the list of those that wait for a buffer */
    struct connection *next_starving;
};

static struct io_uring ring;
static struct group small = {
        .id = 1, .count = SMALL_BUFFERS, .bytes = SMALL_BYTES, .owed_max = SMALL_BUFFERS / 4};
static struct group large = {
        .id = 2, .count = LARGE_BUFFERS, .bytes = LARGE_BYTES, .owed_max = LARGE_BUFFERS / 4};
static struct connection *starving;
static int listener;
static struct connection accepting; /* stands for the listener in user data */

static void fail(const char *what, int error) {
    fprintf(stderr, "%s: %s\n", what, strerror(error));
    exit(1);
}

static void on_terminate(int number) {
    (void) number;
    _exit(0);
}

static struct io_uring_sqe *submission(void) {
    struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
    if (entry == NULL) { /* the queue is full: hand over what is in it */
        int status = io_uring_submit(&ring);
        if (status < 0) {
            fail("io_uring_submit", -status);
        }
        entry = io_uring_get_sqe(&ring);
    }
    if (entry == NULL) {
        fail("io_uring_get_sqe", EBUSY);
    }
    return entry;
}

/* Last, because every io_uring_prep_ function clears it. */
static void mark(struct io_uring_sqe *entry, struct connection *connection, enum kind kind) {
    io_uring_sqe_set_data64(entry, (uint64_t) (uintptr_t) connection | (uint64_t) kind);
}

static void accept_more(void) {
    struct io_uring_sqe *entry = submission();
    io_uring_prep_multishot_accept(entry, listener, NULL, NULL, SOCK_CLOEXEC);
    mark(entry, &accepting, ACCEPT);
}

static void receive(struct connection *connection) {
    struct io_uring_sqe *entry = submission();
    if (connection->outgrown) {
        connection->group = &large;
        connection->outgrown = 0;
    }
    io_uring_prep_recv_multishot(entry, connection->descriptor, NULL, 0, 0);
    entry->flags |= IOSQE_BUFFER_SELECT;
    entry->buf_group = (uint16_t) connection->group->id;
    mark(entry, connection, RECEIVE);
    connection->receiving = 1;
}

static void stop_receiving(struct connection *connection) {
    struct io_uring_sqe *entry = submission();
    io_uring_prep_cancel64(entry, (uint64_t) (uintptr_t) connection | RECEIVE, 0);
    mark(entry, connection, CANCEL);
    connection->cancelling = 1;
}

static void send_first(struct connection *connection) {
    struct io_uring_sqe *entry = submission();
    const struct group *group = connection->group;
    int buffer = connection->first;
    io_uring_prep_send(entry, connection->descriptor,
            group->memory + (size_t) buffer * group->bytes, group->length[buffer],
            MSG_WAITALL | MSG_NOSIGNAL);
    mark(entry, connection, SEND);
    connection->sending = 1;
}

/* The kernel sees it when the turn's buffers are published together. */
static void give_back(struct group *group, int buffer) {
    io_uring_buf_ring_add(group->ring, group->memory + (size_t) buffer * group->bytes,
            (unsigned) group->bytes, (unsigned short) buffer,
            io_uring_buf_ring_mask((unsigned) group->count), group->returned++);
}

static void append(struct connection *connection, int buffer, unsigned length) {
    struct group *group = connection->group;
    group->length[buffer] = length;
    if (connection->owed++ == 0) {
        connection->first = buffer;
    } else {
        group->next[connection->last] = buffer;
    }
    connection->last = buffer;
    connection->outgrown |= group == &small && length == group->bytes;
}

static void remove_first(struct connection *connection) {
    int buffer = connection->first;
    connection->first = connection->group->next[buffer];
    connection->owed--;
    give_back(connection->group, buffer);
}

/* Sends, receives or ends: whatever the connection's state asks for and is not under way. */
static void go_on(struct connection *connection) {
    if (connection->ended) {
        while (connection->owed > 0 && !connection->sending) {
            remove_first(connection);
        }
        if (connection->receiving && !connection->cancelling) {
            stop_receiving(connection);
        }
        if (!connection->receiving && !connection->sending && !connection->cancelling
                && !connection->starving) {
            close(connection->descriptor);
            free(connection);
        }
        return;
    }
    if (connection->owed > 0 && !connection->sending) {
        send_first(connection);
    }
    int enough = connection->outgrown || connection->owed >= connection->group->owed_max;
    if (enough && connection->receiving && !connection->cancelling) {
        stop_receiving(connection);
    } else if (connection->owed == 0 && !connection->receiving && !connection->cancelling
            && !connection->starving) {
        receive(connection);
    }
}

static void on_accepted(const struct io_uring_cqe *completion) {
    int on = 1;
    int descriptor = completion->res;
    if (!(completion->flags & IORING_CQE_F_MORE)) {
        accept_more();
    }
    if (descriptor < 0) {
        fprintf(stderr, "accept: %s\n", strerror(-descriptor));
        return;
    }
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL
            || setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) {
        fprintf(stderr, "connection: %s\n", strerror(errno));
        free(connection);
        close(descriptor);
        return;
    }
    connection->descriptor = descriptor;
    connection->group = &small;
    receive(connection);
}

static void on_received(struct connection *connection, const struct io_uring_cqe *completion) {
    int result = completion->res;
    connection->receiving = (completion->flags & IORING_CQE_F_MORE) != 0;
    if (completion->flags & IORING_CQE_F_BUFFER) {
        int buffer = (int) (completion->flags >> IORING_CQE_BUFFER_SHIFT);
        if (result > 0) {
            append(connection, buffer, (unsigned) result);
        } else {
            give_back(connection->group, buffer);
        }
    }
    if (result == -ENOBUFS) {
        connection->starving = 1;
        connection->next_starving = starving;
        starving = connection;
    } else if (result <= 0 && result != -ECANCELED) {
        connection->ended = 1;
    }
    go_on(connection);
}

static void on_sent(struct connection *connection, int result) {
    int expected = (int) connection->group->length[connection->first];
    connection->sending = 0;
    remove_first(connection);
    if (result < expected) { /* for all its waiting: the connection is lost */
        connection->ended = 1;
    }
    go_on(connection);
}

static void on_completion(const struct io_uring_cqe *completion) {
    uint64_t data = completion->user_data;
    struct connection *connection = (void *) (uintptr_t) (data & ~(uint64_t) KIND_MASK);
    switch ((enum kind) (data & KIND_MASK)) {
    case ACCEPT:
        on_accepted(completion);
        break;
    case RECEIVE:
        on_received(connection, completion);
        break;
    case SEND:
        on_sent(connection, completion->res);
        break;
    default: /* whether it was found or had just ended, the receive completes by itself */
        connection->cancelling = 0;
        go_on(connection);
    }
}

/* Publishes what came back to a group; returns whether there was any. */
static int publish(struct group *group) {
    int any = group->returned > 0;
    if (any) {
        io_uring_buf_ring_advance(group->ring, group->returned);
        group->returned = 0;
    }
    return any;
}

/* For those first that found no buffer; one whose group has none still will be told again. */
static void publish_buffers(void) {
    if (!(publish(&small) | publish(&large))) {
        return;
    }
    while (starving != NULL) {
        struct connection *connection = starving;
        starving = connection->next_starving;
        connection->starving = 0;
        go_on(connection);
    }
}

static void *allocate(size_t bytes) {
    void *memory;
    int status = posix_memalign(&memory, 4096, bytes);
    if (status != 0) {
        fail("posix_memalign", status);
    }
    return memory;
}

static void open_group(struct group *group) {
    group->memory = allocate((size_t) group->count * group->bytes);
    group->ring = allocate((size_t) group->count * sizeof(struct io_uring_buf));
    struct io_uring_buf_reg registration = {.ring_addr = (uint64_t) (uintptr_t) group->ring,
            .ring_entries = (uint32_t) group->count, .bgid = (uint16_t) group->id};
    int status = io_uring_register_buf_ring(&ring, &registration, 0);
    if (status < 0) {
        fail("io_uring_register_buf_ring", -status);
    }
    io_uring_buf_ring_init(group->ring);
    for (int i = 0; i < group->count; i++) {
        give_back(group, i);
    }
    publish(group);
}

static void open_ring(void) {
    struct io_uring_params parameters = {
            .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN
                    | IORING_SETUP_COOP_TASKRUN | IORING_SETUP_CQSIZE,
            .cq_entries = COMPLETIONS};
    int status = io_uring_queue_init_params(ENTRIES, &ring, &parameters);
    if (status < 0) {
        fail("io_uring_queue_init_params", -status);
    }
    status = io_uring_register_ring_fd(&ring); /* saves looking the ring up in every call */
    if (status < 0) {
        fail("io_uring_register_ring_fd", -status);
    }
    open_group(&small);
    open_group(&large);
}

static void listen_on(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short) port),
            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int on = 1;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0
            || bind(listener, (struct sockaddr *) &address, sizeof address) < 0
            || listen(listener, BACKLOG) < 0
            || getsockname(listener, (struct sockaddr *) &address, &length) < 0) {
        fail("listen", errno);
    }
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
}

int main(int count, char **arguments) {
    struct rlimit limit;
    signal(SIGTERM, on_terminate);
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    open_ring();
    listen_on(count > 1 ? atoi(arguments[1]) : 0);
    accept_more();
    for (;;) {
        struct io_uring_cqe *completion;
        unsigned head;
        unsigned handled = 0;
        int status = io_uring_submit_and_wait(&ring, 1);
        if (status < 0 && status != -EINTR) {
            fail("io_uring_submit_and_wait", -status);
        }
        io_uring_for_each_cqe(&ring, head, completion) {
            on_completion(completion);
            handled++;
        }
        io_uring_cq_advance(&ring, handled);
        publish_buffers();
    }
}
