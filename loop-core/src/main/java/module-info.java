/** The engine behind the contract. */
module weft.core {
    requires transitive weft;
    requires static transitive org.jspecify;
}
