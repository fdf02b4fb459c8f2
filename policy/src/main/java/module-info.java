/** Choice of a backend. */
module weft.policy {
    requires transitive weft;
    requires weft.core;
    requires static transitive org.jspecify;
}
