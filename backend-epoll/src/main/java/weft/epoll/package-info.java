/** The backends over epoll, level- and edge-triggered, and over poll. */
@NullMarked
package weft.epoll;

import org.jspecify.annotations.NullMarked;
