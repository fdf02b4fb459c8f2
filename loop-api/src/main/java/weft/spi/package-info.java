/**
 * Contract between event loops and those who supply them: a {@link weft.spi.Backend} for each
 * operating-system facility, found through {@link weft.spi.EventLoopProvider}.
 */
@NullMarked
package weft.spi;

import org.jspecify.annotations.NullMarked;
