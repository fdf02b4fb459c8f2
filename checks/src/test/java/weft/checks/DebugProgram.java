package weft.checks;

import weft.Asyncio;
import weft.EventLoopPolicies;
import weft.select.SelectorEventLoopPolicy;

/** Tells whether its loop is in debug mode. {@link DebugSwitchTest} starts it. */
final class DebugProgram {
    private DebugProgram() {}

    public static void main(String[] args) {
        EventLoopPolicies.set(new SelectorEventLoopPolicy());
        System.out.println(Asyncio.<Boolean>run(() -> Asyncio.getRunningLoop().getDebug()));
    }
}
