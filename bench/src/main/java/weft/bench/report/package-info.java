/** Makes the report's page, pictures and comparison out of the JSON that a run leaves. */
@NullMarked
package weft.bench.report;

import org.jspecify.annotations.NullMarked;
