package weft.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The part of the report about connections that do nothing. */
record IdleSection(int connections, Duration hold, List<IdleRow> rows) {
    IdleSection {
        rows = List.copyOf(rows);
    }

    void append(StringBuilder text) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "%n%d connections, used once, then idle for %.1f s%n%s%n",
                        connections,
                        hold.toMillis() / 1e3,
                        Report.RULE));
        text.append(
                String.format(
                        Locale.ROOT,
                        "%-32s %10s %9s %8s  %-15s %9s %8s  %s%n",
                        "server",
                        "bytes/conn",
                        "CPU",
                        "switches",
                        "most by",
                        "loop CPU",
                        "switches",
                        "loop thread"));
        for (IdleRow row : rows) {
            if (row.problem().isEmpty()) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                "%-32s %10.0f %9s %8d  %-15s %9s %8d  %s%n",
                                row.name(),
                                row.bytesPerConnection(),
                                Report.micros((double) row.cpuNanos()),
                                row.switches(),
                                row.busiest(),
                                Report.micros((double) row.serving().cpuNanos()),
                                row.serving().switches(),
                                row.serving().name()));
            } else {
                text.append(String.format("%-32s %s%n", row.name(), row.problem()));
            }
        }
    }

    JsonObject json() {
        var object = new JsonObject();
        object.addProperty("connections", connections);
        object.addProperty("holdMillis", hold.toMillis());
        var array = new JsonArray();
        for (IdleRow row : rows) {
            var item = new JsonObject();
            item.addProperty("name", row.name());
            item.addProperty("problem", row.problem());
            if (row.problem().isEmpty()) {
                item.addProperty("bytesPerConnection", row.bytesPerConnection());
                item.addProperty("cpuNanos", row.cpuNanos());
                item.addProperty("switches", row.switches());
                item.addProperty("busiest", row.busiest());
                item.addProperty("loopThread", row.serving().name());
                item.addProperty("loopCpuNanos", row.serving().cpuNanos());
                item.addProperty("loopSwitches", row.serving().switches());
            }
            array.add(item);
        }
        object.add("rows", array);
        return object;
    }
}
