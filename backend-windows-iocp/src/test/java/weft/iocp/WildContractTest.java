package weft.iocp;

/** The contract on {@link Temper#WILD}. */
final class WildContractTest extends FakeContract {
    @Override
    Temper temper() {
        return Temper.WILD;
    }
}
