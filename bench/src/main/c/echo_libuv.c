/*
 * Echo server on libuv: PORT. What arrives is sent at once from the buffer it arrived in; what the
 * socket refuses is copied and queued, and reading rests until that is gone.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { RECEIVE_BYTES = 128 * 1024, BACKLOG = 4096 };

struct rest {
    uv_write_t request;
    char bytes[];
};

static char receive_buffer[RECEIVE_BYTES];

static void fail(const char *what, int status) {
    fprintf(stderr, "%s: %s\n", what, uv_strerror(status));
    exit(1);
}

static void on_closed(uv_handle_t *handle) {
    free(handle);
}

static void discard(uv_stream_t *stream) {
    if (!uv_is_closing((uv_handle_t *) stream)) {
        uv_close((uv_handle_t *) stream, on_closed);
    }
}

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    (void) handle;
    (void) suggested;
    *buffer = uv_buf_init(receive_buffer, RECEIVE_BYTES);
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer);

static void on_rest_written(uv_write_t *request, int status) {
    uv_stream_t *stream = request->handle;
    free((struct rest *) request);
    if (status < 0 || uv_read_start(stream, on_buffer, on_read) < 0) {
        discard(stream);
    }
}

static void on_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    if (count < 0) {
        discard(stream);
        return;
    }
    uv_buf_t all = uv_buf_init(buffer->base, (unsigned) count);
    int sent = count == 0 ? 0 : uv_try_write(stream, &all, 1);
    if (sent < 0 && sent != UV_EAGAIN) {
        discard(stream);
        return;
    }
    size_t left = (size_t) count - (size_t) (sent < 0 ? 0 : sent);
    if (left == 0) {
        return;
    }
    struct rest *rest = malloc(sizeof *rest + left);
    if (rest == NULL) {
        discard(stream);
        return;
    }
    memcpy(rest->bytes, buffer->base + ((size_t) count - left), left);
    uv_buf_t later = uv_buf_init(rest->bytes, (unsigned) left);
    uv_read_stop(stream);
    if (uv_write(&rest->request, stream, &later, 1, on_rest_written) < 0) {
        free(rest);
        discard(stream);
    }
}

static void on_connection(uv_stream_t *server, int status) {
    uv_tcp_t *connection = status < 0 ? NULL : malloc(sizeof *connection);
    if (connection == NULL) {
        fprintf(stderr, "connection refused: %s\n", status < 0 ? uv_strerror(status) : "memory");
        return;
    }
    uv_tcp_init(server->loop, connection);
    if (uv_accept(server, (uv_stream_t *) connection) < 0 || uv_tcp_nodelay(connection, 1) < 0
            || uv_read_start((uv_stream_t *) connection, on_buffer, on_read) < 0) {
        discard((uv_stream_t *) connection);
    }
}

static void on_terminate(uv_signal_t *handle, int number) {
    (void) handle;
    (void) number;
    exit(0);
}

int main(int count, char **arguments) {
    uv_loop_t *loop = uv_default_loop();
    uv_tcp_t server;
    uv_signal_t terminate;
    struct sockaddr_in address;
    int length = sizeof address;
    int status;
    uv_tcp_init(loop, &server);
    uv_signal_init(loop, &terminate);
    uv_signal_start(&terminate, on_terminate, SIGTERM);
    uv_ip4_addr("127.0.0.1", count > 1 ? atoi(arguments[1]) : 0, &address);
    if ((status = uv_tcp_bind(&server, (struct sockaddr *) &address, 0)) < 0
            || (status = uv_listen((uv_stream_t *) &server, BACKLOG, on_connection)) < 0
            || (status = uv_tcp_getsockname(&server, (struct sockaddr *) &address, &length)) < 0) {
        fail("listen", status);
    }
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return uv_run(loop, UV_RUN_DEFAULT);
}
