/** What the suites need of Linux: sockets and pipes that no backend made. */
@NullMarked
package weft.linuxkit;

import org.jspecify.annotations.NullMarked;
