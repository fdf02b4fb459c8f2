package weft.core;

/** A ready entry that has to run on the bare platform thread, since continuations do not nest. */
interface Mountable extends Ready {}
