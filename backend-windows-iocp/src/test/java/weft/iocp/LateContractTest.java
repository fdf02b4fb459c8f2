package weft.iocp;

/** The contract on {@link Temper#LATE}. */
final class LateContractTest extends FakeContract {
    @Override
    Temper temper() {
        return Temper.LATE;
    }
}
