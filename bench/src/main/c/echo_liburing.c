/*
 * Echo server on io_uring through liburing: PORT. One receive, then one send of what came, for each
 * connection; all that a turn has to ask for goes to the kernel in the call that waits.
 *
 * - The kernel picks a buffer out of a common ring when data is there: idle connections have none.
 * - The buffer goes back when the send is complete, which MSG_WAITALL makes one completion.
 * - Receiving waits for that, so that the peer's window does the flow control.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <liburing.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFERS = 64, BUFFER_BYTES = 32 * 1024, GROUP = 1, ENTRIES = 4096, BACKLOG = 4096 };

/* What a completion is about: the kind is in the upper half of its user data. */
enum { ACCEPTED = 1, RECEIVED = 2, SENT = 3 };

static struct io_uring ring;
static struct io_uring_buf_ring *buffers;
static char memory[BUFFERS][BUFFER_BYTES] __attribute__((aligned(4096)));
static int listener;
static int owed_buffer[1 << 20]; /* by descriptor: the buffer that is being sent */

static void fail(const char *what, int error) {
    fprintf(stderr, "%s: %s\n", what, strerror(error));
    exit(1);
}

static void on_terminate(int number) {
    (void) number;
    _exit(0);
}

static struct io_uring_sqe *submission(int kind, int descriptor) {
    struct io_uring_sqe *entry = io_uring_get_sqe(&ring);
    if (entry == NULL) {
        io_uring_submit(&ring);
        entry = io_uring_get_sqe(&ring);
    }
    if (entry == NULL) {
        fail("io_uring_get_sqe", EBUSY);
    }
    entry->user_data = (uint64_t) kind << 32 | (uint32_t) descriptor;
    return entry;
}

static void accept_more(void) {
    struct io_uring_sqe *entry = submission(ACCEPTED, listener);
    uint64_t data = entry->user_data;
    io_uring_prep_multishot_accept(entry, listener, NULL, NULL, SOCK_CLOEXEC);
    entry->user_data = data;
}

static void receive(int descriptor) {
    struct io_uring_sqe *entry = submission(RECEIVED, descriptor);
    uint64_t data = entry->user_data;
    io_uring_prep_recv(entry, descriptor, NULL, 0, 0);
    entry->flags |= IOSQE_BUFFER_SELECT;
    entry->buf_group = GROUP;
    entry->user_data = data;
}

static void send_back(int descriptor, int buffer, size_t length) {
    struct io_uring_sqe *entry = submission(SENT, descriptor);
    uint64_t data = entry->user_data;
    owed_buffer[descriptor] = buffer;
    io_uring_prep_send(entry, descriptor, memory[buffer], length, MSG_WAITALL | MSG_NOSIGNAL);
    entry->user_data = data;
}

static void give_back(int buffer) {
    io_uring_buf_ring_add(buffers, memory[buffer], BUFFER_BYTES, (unsigned short) buffer,
            io_uring_buf_ring_mask(BUFFERS), 0);
    io_uring_buf_ring_advance(buffers, 1);
}

static void on_accepted(int result) {
    int on = 1;
    if (result < 0) {
        fprintf(stderr, "accept: %s\n", strerror(-result));
    } else if ((size_t) result >= sizeof owed_buffer / sizeof *owed_buffer
            || setsockopt(result, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0) {
        close(result);
    } else {
        receive(result);
    }
}

static void on_completion(const struct io_uring_cqe *completion) {
    int descriptor = (int) (uint32_t) completion->user_data;
    int result = completion->res;
    switch (completion->user_data >> 32) {
    case ACCEPTED:
        on_accepted(result);
        if (!(completion->flags & IORING_CQE_F_MORE)) {
            accept_more();
        }
        break;
    case RECEIVED:
        if (result == -ENOBUFS) {
            receive(descriptor); /* all are being sent: by the time of this one some are back */
        } else if (result > 0) {
            send_back(descriptor, (int) (completion->flags >> IORING_CQE_BUFFER_SHIFT),
                    (size_t) result);
        } else {
            if (completion->flags & IORING_CQE_F_BUFFER) {
                give_back((int) (completion->flags >> IORING_CQE_BUFFER_SHIFT));
            }
            close(descriptor);
        }
        break;
    default:
        give_back(owed_buffer[descriptor]);
        if (result < 0) {
            close(descriptor);
        } else {
            receive(descriptor);
        }
    }
}

static void open_ring(void) {
    struct io_uring_params parameters = {
            .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE,
            .cq_entries = 4 * ENTRIES};
    int status = io_uring_queue_init_params(ENTRIES, &ring, &parameters);
    if (status < 0) {
        fail("io_uring_queue_init_params", -status);
    }
    if (posix_memalign((void **) &buffers, 4096, BUFFERS * sizeof(struct io_uring_buf)) != 0) {
        fail("posix_memalign", ENOMEM);
    }
    struct io_uring_buf_reg registration = {
            .ring_addr = (uint64_t) (uintptr_t) buffers, .ring_entries = BUFFERS, .bgid = GROUP};
    status = io_uring_register_buf_ring(&ring, &registration, 0);
    if (status < 0) {
        fail("io_uring_register_buf_ring", -status);
    }
    io_uring_buf_ring_init(buffers);
    for (int i = 0; i < BUFFERS; i++) {
        give_back(i);
    }
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
    }
}
