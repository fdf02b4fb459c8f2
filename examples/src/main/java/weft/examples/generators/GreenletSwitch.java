package weft.examples.generators;

import weft.Greenlet;

/**
 * Two functions switch to each other by name, without a loop to choose who is next. The original
 * uses the Python package greenlet.
 */
public final class GreenletSwitch {
    private final Greenlet<Void> first = new Greenlet<>(ignored -> countFirst());
    private final Greenlet<Void> second = new Greenlet<>(ignored -> countSecond());

    private GreenletSwitch() {}

    private Void countFirst() {
        System.out.println(1);
        second.switchTo(null);
        System.out.println(2);
        return second.switchTo(null);
    }

    private Void countSecond() {
        System.out.println(3);
        first.switchTo(null);
        System.out.println(4);
        return null;
    }

    /**
     * Runs the program.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        new GreenletSwitch().first.switchTo(null);
        System.out.println("back in main");
    }
}
