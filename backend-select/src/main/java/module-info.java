/** The selector backend. */
module weft.select {
    requires transitive weft;
    requires weft.core;
    requires static transitive org.jspecify;
}
