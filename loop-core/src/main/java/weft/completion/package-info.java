/** What backends of completions share, such as those over io_uring and completion ports. */
@NullMarked
package weft.completion;

import org.jspecify.annotations.NullMarked;
