package weft.bench;

import com.google.gson.JsonObject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Describes what figures depend on: the machine, the versions, the commands. */
final class Machine {
    private Machine() {}

    static JsonObject describe(Plan plan, Cores cores, Optional<Path> compiler)
            throws InterruptedException {
        JsonObject object = describe();
        object.addProperty("serverCore", cores.server());
        object.addProperty("clientCore", cores.client());
        object.addProperty("compiler", compiler.map(Path::toString).orElse("none"));
        object.addProperty("sliceMillis", plan.timetable().slice().toMillis());
        object.addProperty("settleMillis", plan.timetable().settle().toMillis());
        object.addProperty("firstWarmUpMillis", plan.timetable().firstWarmUp().toMillis());
        object.addProperty("laterWarmUpMillis", plan.timetable().laterWarmUp().toMillis());
        object.addProperty("rounds", plan.timetable().rounds());
        object.addProperty("seed", plan.seed());
        object.addProperty("command", plan.commandLine());
        var versions = new JsonObject();
        Versions.of(plan.contenders(), compiler).forEach(versions::addProperty);
        object.add("versions", versions);
        object.add("commands", Commands.describe(plan, cores, compiler));
        return object;
    }

    /** Describes what does not depend on what is measured. */
    static JsonObject describe() {
        var object = new JsonObject();
        object.addProperty("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        object.addProperty("processor", processor());
        object.addProperty("cores", Runtime.getRuntime().availableProcessors());
        object.addProperty(
                "system",
                System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version")
                        + " "
                        + System.getProperty("os.arch"));
        object.addProperty(
                "java",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        return object;
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException notLinux) {
            return "unknown";
        }
    }
}
