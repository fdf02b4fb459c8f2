/**
 * Loops over Netty's native transports, supplied to the policy as anybody else's would be: {@code
 * netty-epoll} and {@code netty-io_uring}. They show what the project's own bindings are worth.
 */
@NullMarked
package weft.bench.netty;

import org.jspecify.annotations.NullMarked;
