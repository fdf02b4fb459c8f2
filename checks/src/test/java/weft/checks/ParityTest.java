package weft.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import weft.checks.ParityPage.Row;
import weft.checks.ParityPage.Surface;

import java.util.ArrayList;
import java.util.List;

/** Keeps {@code docs/asyncio-parity.md} true: whole, and naming only what exists. */
class ParityTest {
    @Test
    void allOfAsyncioIsListed() throws Exception {
        List<Surface> listed = ParityPage.rows().stream().map(Row::surface).toList();
        assertEquals(ParityPage.surface(), listed);
    }

    @Test
    void rowsNameWhatExists() throws Exception {
        assertEquals(List.of(), findings(ParityPage.rows(), CompiledClasses.ofProject()));
    }

    @Test
    void everyFindingIsReported() {
        List<Row> rows =
                ParityPage.parse(
                        List.of(
                                "## area",
                                "| asyncio | weft | tests |",
                                "|---|---|---|",
                                "| no such type | `weft.Nothing.run` | `LockRules.lockClears` |",
                                "| no such method | `weft.Lock.nothing` | `ParityPage.rows` |",
                                "| no name |  | `LockRules.lockDescribesItself` |",
                                "| built | `weft.Lock.acquire` | open |",
                                "| built as a type | `weft.Lock` | open |",
                                "| planned | `weft.Nothing.run` | open |",
                                "| not planned |  | open |",
                                "| fine | `weft.Lock.acquire` |"
                                        + " `LockRules.lockPassesFirstComeFirst` |",
                                "| two classes | `weft.Lock.acquire` |"
                                        + " `Rules.lockPassesFirstComeFirst` |"));
        assertEquals(
                List.of(
                        "no such type: there is no weft.Nothing.run",
                        "no such type: there is no test LockRules.lockClears",
                        "no such method: there is no weft.Lock.nothing",
                        "no such method: there is no test ParityPage.rows",
                        "no name: names nothing",
                        "built: is open, but weft.Lock.acquire exists",
                        "built as a type: is open, but weft.Lock exists",
                        "two classes: there is no test Rules.lockPassesFirstComeFirst"),
                findings(rows, CompiledClasses.ofProject()));
    }

    private static List<String> findings(List<Row> rows, CompiledClasses classes) {
        List<String> findings = new ArrayList<>();
        for (Row row : rows) {
            String name = row.surface().asyncio() + ": ";
            boolean exists = classes.member(row.java()).isPresent();
            if (row.isOpen()) {
                if (exists) {
                    findings.add(name + "is open, but " + row.java() + " exists");
                }
                continue;
            }
            if (!exists) {
                findings.add(
                        name
                                + (row.java().isEmpty()
                                        ? "names nothing"
                                        : "there is no " + row.java()));
            }
            for (String test : row.tests()) {
                List<String> declaring = classes.declaringTest(test);
                if (declaring.isEmpty()) {
                    findings.add(name + "there is no test " + test);
                } else if (declaring.size() > 1) {
                    findings.add(name + test + " is a test in each of " + declaring);
                }
            }
        }
        return findings;
    }
}
