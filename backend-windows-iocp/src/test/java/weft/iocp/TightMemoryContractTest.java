package weft.iocp;

/** The contract with so little memory that receives wait without any and chunks are copied. */
final class TightMemoryContractTest extends FakeContract {
    @Override
    Temper temper() {
        return Temper.WILD;
    }

    @Override
    ReceiveMemory.Limits limits() {
        return new ReceiveMemory.Limits(64, 512, 64, 128);
    }
}
