package weft.spi;

/**
 * States whether a loop works in this process.
 *
 * @param usable whether it works
 * @param reason why not, or what was found, in one line
 * @param remedy what the user can do about it, in one line; empty if usable or if nothing helps
 */
public record Availability(boolean usable, String reason, String remedy) {
    /**
     * States that a loop works.
     *
     * @param detail what was found, such as the kernel's version
     * @return a usable availability
     */
    public static Availability usable(String detail) {
        return new Availability(true, detail, "");
    }

    /**
     * States that a loop does not work.
     *
     * @param reason why
     * @param remedy what the user can do about it
     * @return an unusable availability
     */
    public static Availability unusable(String reason, String remedy) {
        return new Availability(false, reason, remedy);
    }
}
