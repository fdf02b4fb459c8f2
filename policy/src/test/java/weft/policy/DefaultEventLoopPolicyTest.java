package weft.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import weft.AbstractEventLoop;
import weft.spi.Availability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

class DefaultEventLoopPolicyTest {
    private static final Availability FORBIDDEN =
            Availability.unusable("seccomp forbids it", "allow io_uring_setup");

    private final List<String> log = new ArrayList<>();
    private final FakeProvider plain = new FakeProvider("plain", 100);
    private final FakeProvider fast = new FakeProvider("fast", 400);
    private final FakeProvider forbidden = new FakeProvider("forbidden", 500, FORBIDDEN);
    private final FakeProvider hidden = new FakeProvider("hidden", -1);

    private DefaultEventLoopPolicy policy(
            @Nullable LoopRequest request, FakeProvider... providers) {
        return new DefaultEventLoopPolicy(
                LoopCatalog.of(List.of(providers)), () -> request, log::add);
    }

    private static void assertMakes(FakeProvider provider, DefaultEventLoopPolicy policy) {
        try (AbstractEventLoop loop = policy.newEventLoop()) {
            assertEquals(List.of(loop), provider.made);
        }
    }

    @Test
    void theBestThatWorksIsTakenWithoutAWord() {
        assertMakes(fast, policy(null, plain, fast, hidden));
        assertEquals(List.of(), log);
    }

    @Test
    void passingABetterOneOverIsLoggedWithReasonAndRemedy() {
        assertMakes(fast, policy(null, plain, forbidden, fast));
        assertEquals(
                List.of(
                        "using the fast event loop, because forbidden does not work here:"
                                + " seccomp forbids it; allow io_uring_setup"),
                log);
    }

    @Test
    void theLogGetsOneLineInTheLifeOfAProcess() {
        List<String> records = new ArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord logged) {
                        records.add(logged.getLevel() + " " + logged.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger logger = Logger.getLogger("weft.policy");
        logger.addHandler(handler);
        try {
            for (int i = 0; i < 2; i++) {
                new DefaultEventLoopPolicy(
                                LoopCatalog.of(List.of(forbidden, plain)),
                                () -> null,
                                DefaultEventLoopPolicy::logOnce)
                        .newEventLoop()
                        .close();
            }
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(
                List.of(
                        "INFO using the plain event loop, because forbidden does not work here:"
                                + " seccomp forbids it; allow io_uring_setup"),
                records);
    }

    @Test
    void aLoopThatTheSystemRefusesAfterAllIsPassedOver() {
        fast.refuses = true;
        assertMakes(plain, policy(null, plain, fast));
        assertEquals(1, log.size());
        assertTrue(log.getFirst().contains("no memory may be locked"), log.getFirst());
    }

    @Test
    void whatIsWorseThanTheChoiceIsOfNoInterest() {
        FakeProvider worse = new FakeProvider("worse", 50, FORBIDDEN);
        assertMakes(plain, policy(null, worse, plain));
        assertEquals(List.of(), log);
    }

    @Test
    void loopsOfOtherSystemsAreNotMissed() {
        FakeProvider elsewhere = new FakeProvider("elsewhere", 600, FORBIDDEN);
        elsewhere.system = "Plan 9";
        assertMakes(fast, policy(null, plain, elsewhere, fast));
        assertEquals(List.of(), log);
        policy(null, plain, elsewhere, forbidden).newEventLoop().close();
        assertEquals(1, log.size());
        assertTrue(log.getFirst().contains("forbidden"), log.getFirst());
        assertFalse(log.getFirst().contains("elsewhere"), log.getFirst());
        IllegalStateException e =
                assertThrows(IllegalStateException.class, policy(null, elsewhere)::newEventLoop);
        assertTrue(e.getMessage().contains("elsewhere does not work here"), e.getMessage());
    }

    @Test
    void whatWasShortWhenTheCatalogWasMadeIsAskedAgain() {
        FakeProvider starved = new FakeProvider("starved", 600, FORBIDDEN);
        DefaultEventLoopPolicy policy = policy(null, plain, starved);
        assertMakes(plain, policy);
        starved.availability = Availability.usable("descriptors are free again");
        assertMakes(starved, policy);
    }

    @Test
    void aNamedLoopIsTakenWhateverItsRank() {
        LoopRequest request = new LoopRequest("hidden", "-Dweft.loop");
        assertMakes(hidden, policy(request, plain, fast, hidden));
        assertEquals(List.of(), log);
    }

    @Test
    void aNameThatDoesNotExistListsTheNames() {
        DefaultEventLoopPolicy policy =
                policy(new LoopRequest("fats", "WEFT_LOOP"), plain, fast, hidden);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, policy::newEventLoop);
        assertEquals(
                "there is no event loop named 'fats' (from WEFT_LOOP);"
                        + " there are fast, plain, hidden",
                e.getMessage());
    }

    @Test
    void aNamedLoopThatCannotWorkFailsWithReasonAndRemedy() {
        DefaultEventLoopPolicy policy =
                policy(new LoopRequest("forbidden", "-Dweft.loop"), plain, forbidden);
        IllegalStateException e = assertThrows(IllegalStateException.class, policy::newEventLoop);
        assertTrue(e.getMessage().contains("seccomp forbids it"), e.getMessage());
        assertTrue(e.getMessage().contains("allow io_uring_setup"), e.getMessage());
    }

    @Test
    void whenNothingWorksAllReasonsAreGiven() {
        IllegalStateException none =
                assertThrows(IllegalStateException.class, policy(null, hidden)::newEventLoop);
        assertTrue(none.getMessage().contains("backend-select"), none.getMessage());
        plain.refuses = true;
        IllegalStateException e =
                assertThrows(
                        IllegalStateException.class, policy(null, forbidden, plain)::newEventLoop);
        assertTrue(e.getMessage().contains("seccomp forbids it"), e.getMessage());
        assertTrue(e.getMessage().contains("no memory may be locked"), e.getMessage());
    }

    @Test
    void thePropertyGoesBeforeTheEnvironment() {
        Map<String, String> property = Map.of(LoopRequest.PROPERTY, " fast ");
        Map<String, String> variable = Map.of(LoopRequest.VARIABLE, "plain");
        assertEquals(
                new LoopRequest("fast", "-Dweft.loop"),
                LoopRequest.of(property::get, variable::get));
        assertEquals(
                new LoopRequest("plain", "WEFT_LOOP"),
                LoopRequest.of(Map.of(LoopRequest.PROPERTY, " ")::get, variable::get));
        assertNull(LoopRequest.of(name -> null, name -> null));
    }
}
