package weft.core;

/** Something that has output to hand to the backend before the loop polls. */
interface Flushable {
    /** Hands the output over. Engine code only: called outside any callback, and never throws. */
    void flush();
}
