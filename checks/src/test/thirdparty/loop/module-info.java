/** A whole loop by somebody else, which knows nothing but the contract. */
module acme.loop {
    requires weft;

    provides weft.spi.EventLoopProvider with
            acme.loop.BatonProvider;
}
