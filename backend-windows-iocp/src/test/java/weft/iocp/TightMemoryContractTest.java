package weft.iocp;

import weft.completion.BlockMemory;

/** The contract with so little memory that receives wait without any and chunks are copied. */
final class TightMemoryContractTest extends FakeContract {
    @Override
    Temper temper() {
        return Temper.WILD;
    }

    @Override
    BlockMemory.Limits limits() {
        return new BlockMemory.Limits(64, 512, 64, 128);
    }
}
