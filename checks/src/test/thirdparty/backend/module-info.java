/** A backend by somebody else, which knows nothing but the contract. */
module acme.backend {
    requires weft;

    provides weft.spi.EventLoopProvider with
            acme.backend.QuietProvider;
}
