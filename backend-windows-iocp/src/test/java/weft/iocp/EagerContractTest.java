package weft.iocp;

/** The contract on {@link Temper#EAGER}. */
final class EagerContractTest extends FakeContract {
    @Override
    Temper temper() {
        return Temper.EAGER;
    }
}
