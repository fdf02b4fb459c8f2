/** Choice of a backend. */
module weft.policy {
    requires transitive weft;
    requires weft.core;
    requires static transitive org.jspecify;

    exports weft.policy;

    uses weft.spi.EventLoopProvider;

    provides weft.EventLoopPolicy with
            weft.policy.DefaultEventLoopPolicy;
}
