/** Linux bindings shared by the native backends. */
module weft.linux {
    requires static transitive org.jspecify;

    exports weft.linux;
}
