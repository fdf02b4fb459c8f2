package weft.core;

import weft.Context;

import java.util.function.Consumer;

/** An entry of an inbox that is told apart by its letter. */
record Item(String letter) implements Ready {
    /** Takes an inbox's entries out, and writes their letters down in the order they come. */
    static String letters(Consumer<Consumer<Ready>> source) {
        StringBuilder letters = new StringBuilder();
        source.accept(entry -> letters.append(((Item) entry).letter));
        return letters.toString();
    }

    @Override
    public void run() {
        throw new UnsupportedOperationException("an item is only counted");
    }

    @Override
    public Context context() {
        throw new UnsupportedOperationException("an item is only counted");
    }
}
