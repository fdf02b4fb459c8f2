package weft.policy;

import weft.AbstractEventLoop;
import weft.core.CoreEngine;
import weft.spi.Availability;
import weft.spi.Backend;
import weft.spi.LoopProvider;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Provides loops that nobody runs, and remembers them. */
class FakeProvider implements LoopProvider {
    private final String name;
    private final int priority;
    Availability availability;
    String system = "";
    final List<AbstractEventLoop> made = new ArrayList<>();
    boolean refuses;

    FakeProvider(String name, int priority) {
        this(name, priority, Availability.usable("fine"));
    }

    FakeProvider(String name, int priority, Availability availability) {
        this.name = name;
        this.priority = priority;
        this.availability = availability;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public Availability availability() {
        return availability;
    }

    @Override
    public boolean existsOn(String systemName) {
        return system.isEmpty() || systemName.equals(system);
    }

    @Override
    public AbstractEventLoop newEventLoop() throws IOException {
        if (refuses) {
            throw new IOException("no memory may be locked");
        }
        AbstractEventLoop loop = new CoreEngine().newEventLoop(idleBackend());
        made.add(loop);
        return loop;
    }

    private Backend idleBackend() {
        return (Backend)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Backend.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "name", "toString" -> name;
                                    case "nanoTime" -> 0L;
                                    case "pollsOnPlatformThread" -> false;
                                    case "poll" -> 0;
                                    default -> null;
                                });
    }
}
