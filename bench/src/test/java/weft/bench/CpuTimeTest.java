package weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

class CpuTimeTest {
    @Test
    void sumsTheFirstFieldOfEveryThread(@TempDir Path tasks) throws IOException {
        for (String task : new String[] {"10", "11"}) {
            Files.createDirectory(tasks.resolve(task));
            Files.writeString(tasks.resolve(task).resolve("schedstat"), task + "00 7 3\n");
        }
        assertEquals(2_100, CpuTime.ofTasks(tasks));
    }

    @Test
    void aThreadWhoseBooksCannotBeReadIsAnError(@TempDir Path tasks) throws IOException {
        Files.createDirectory(tasks.resolve("10"));
        assertThrows(NoSuchFileException.class, () -> CpuTime.ofTasks(tasks));
    }

    @Test
    void workIsSeen() throws IOException {
        long pid = ProcessHandle.current().pid();
        long before = CpuTime.ofProcess(pid);
        long end = System.nanoTime() + 30_000_000;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        assertTrue(CpuTime.ofProcess(pid) > before, "the scheduler counted nothing");
    }

    @Test
    void anUnknownProcessIsAnError() {
        assertThrows(NoSuchFileException.class, () -> CpuTime.ofProcess(Integer.MAX_VALUE));
    }
}
