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
                        "%-32s %16s %10s %10s  %s%n",
                        "server",
                        "bytes/connection",
                        "CPU",
                        "switches",
                        "most by"));
        for (IdleRow row : rows) {
            if (row.problem().isEmpty()) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                "%-32s %16.0f %10s %10d  %s%n",
                                row.name(),
                                row.bytesPerConnection(),
                                Report.micros((double) row.cpuNanos()),
                                row.switches(),
                                row.busiest()));
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
            }
            array.add(item);
        }
        object.add("rows", array);
        return object;
    }
}
