package weft.iocp;

/** The contract on {@link Temper#LAYERED}. */
final class LayeredContractTest extends FakeContract {
    @Override
    Temper temper() {
        return Temper.LAYERED;
    }
}
