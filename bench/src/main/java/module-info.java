/** Benchmarks and the command line. */
module weft.bench {
    requires weft;
    requires weft.core;
    requires weft.linux;
    requires weft.select;
    requires weft.iouring;
    requires weft.policy;
    requires info.picocli;
    requires static transitive org.jspecify;
}
