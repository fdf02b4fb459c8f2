/** The echo server in every mode, on this project's loops: what {@code weft echo} runs. */
@NullMarked
package weft.bench.echo;

import org.jspecify.annotations.NullMarked;
