package weft.bench;

import weft.bench.load.LoadMain;
import weft.bench.report.ReportFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Carries out a plan: starts all servers, lets them compete in every scenario, reports. */
final class Bench {
    private final Plan plan;
    private final Programs programs;
    private final Optional<Path> compiler;
    private final Progress progress;
    private final Cores cores = Cores.choose();
    private final List<EchoServer> started = new ArrayList<>();
    private final List<EchoServer> competing = new ArrayList<>();
    private final List<Row> absent = new ArrayList<>();

    Bench(Plan plan, Programs programs, String compilerName, Progress progress) {
        this.plan = plan;
        this.programs = programs;
        this.compiler = Programs.find(compilerName);
        this.progress = progress;
    }

    /** Returns 0 when all scenarios were run, 1 when the reference failed. */
    int run() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + plan.budget().minus(plan.idling()).toNanos();
        Contender reference = reference();
        var report = new Report(plan.quick(), Machine.describe(plan, cores, compiler));
        report.note(cores.note());
        if (compiler.isEmpty()) {
            report.note("no C compiler: the reference is Netty's epoll, the client is in Java");
        }
        List<String> generator = generatorProgram();
        int status = 0;
        try {
            progress.say(plan.timetable().describe(plan.task()));
            progress.say("starting " + (plan.contenders().size() + 2) + " servers");
            EchoServer referenceServer = startReference(reference);
            startContenders(reference);
            for (int i = 0; i < plan.scenarios().size(); i++) {
                Scenario scenario = plan.scenarios().get(i);
                var competition =
                        new Competition(plan, i, reference.name(), generator, cores, progress);
                report.add(
                        scenario,
                        competition.run(
                                referenceServer, List.copyOf(competing), schedule(i, deadline)));
                restartDead();
            }
            measureIdle(reference, generator, report);
            measureSleepers(report);
        } catch (IOException failure) {
            progress.say("stopped: " + failure.getMessage());
            report.note("the run stopped early: " + failure.getMessage());
            status = 1;
        } finally {
            started.forEach(EchoServer::close);
        }
        absent.forEach(report::addAbsent);
        progress.clear();
        String text = report.text();
        System.out.print(text);
        System.out.print(ReportFiles.write(plan.output(), report.json(), text, plan.older()));
        return status;
    }

    /** Shares the time that is left among the scenarios that are left, by what each would take. */
    private Schedule schedule(int index, long deadline) {
        List<Scenario> left = plan.scenarios().subList(index, plan.scenarios().size());
        Timetable.Task task = plan.task();
        Duration later = Duration.ZERO;
        for (int i = 1; i < left.size(); i++) {
            later =
                    later.plus(plan.timetable().measuring(left.get(i), competing.size()))
                            .plus(plan.timetable().warmUp(i).multipliedBy(task.warming()));
        }
        Duration own =
                plan.timetable()
                        .measuring(left.getFirst(), competing.size())
                        .plus(plan.timetable().warmUp(index).multipliedBy(task.warming()));
        long now = System.nanoTime();
        double share = (double) own.toNanos() / own.plus(later).toNanos();
        return new Schedule(now + (long) ((deadline - now) * share), deadline, later);
    }

    private void measureIdle(Contender reference, List<String> generator, Report report)
            throws InterruptedException {
        if (plan.idleConnections() == 0) {
            return;
        }
        var idle = new IdleMeasurement(plan.idleConnections(), plan.idleHold(), generator, cores);
        var contenders = new ArrayList<>(List.of(reference));
        contenders.addAll(plan.contenders());
        var rows = new ArrayList<IdleRow>();
        for (Contender contender : contenders) {
            Duration each = plan.idleHold().plusSeconds(3);
            progress.show(
                    plan.idleConnections() + " idle connections: " + contender.name(),
                    each.multipliedBy(contenders.size() - rows.size()));
            rows.add(idle.measure(contender));
        }
        report.addIdle(plan.idleConnections(), plan.idleHold(), rows);
    }

    private void measureSleepers(Report report) throws IOException, InterruptedException {
        if (plan.sleepers() > 0) {
            report.addSleepers(
                    new SleeperMeasurement(plan.sleepers(), List.of(), programs, progress).run());
        }
    }

    private Contender reference() throws IOException, InterruptedException {
        if (compiler.isEmpty()) {
            return Peers.nettyEpoll();
        }
        progress.say("compiling the C reference and load generator");
        Path program = programs.compileReference(compiler.get());
        return Contender.steady("C epoll (reference)", List.of(program.toString()));
    }

    private List<String> generatorProgram() throws IOException, InterruptedException {
        return compiler.isPresent()
                ? List.of(programs.compileLoadGenerator(compiler.get()).toString())
                : Contenders.java(List.of(), LoadMain.class, List.of());
    }

    private EchoServer startReference(Contender reference)
            throws IOException, InterruptedException {
        EchoServer server = EchoServer.start(reference, cores);
        started.add(server);
        server.awaitListening();
        return server;
    }

    /** Starts all at once and then waits for each: a JVM takes a second to be there. */
    private void startContenders(Contender reference) throws InterruptedException {
        var contenders = new ArrayList<Contender>();
        contenders.add(reference.renamed(Contenders.SELF));
        contenders.addAll(plan.contenders());
        var starting = new ArrayList<EchoServer>();
        for (Contender contender : contenders) {
            if (!contender.absent().isEmpty()) {
                absent.add(Row.absent(contender.name(), contender.absent()));
                continue;
            }
            try {
                EchoServer server = EchoServer.start(contender, cores);
                started.add(server);
                starting.add(server);
            } catch (IOException failure) {
                absent.add(Row.absent(contender.name(), failure.getMessage()));
            }
        }
        for (EchoServer server : starting) {
            admit(server);
        }
    }

    private void admit(EchoServer server) throws InterruptedException {
        try {
            server.awaitListening();
            competing.add(server);
        } catch (IOException failure) {
            server.close();
            absent.add(Row.absent(server.contender().name(), failure.getMessage()));
        }
    }

    /** A server that died in one scenario gets another chance in the next. */
    private void restartDead() throws InterruptedException {
        for (EchoServer server : List.copyOf(competing)) {
            if (server.isAlive()) {
                continue;
            }
            competing.remove(server);
            try {
                EchoServer fresh = EchoServer.start(server.contender(), cores);
                started.add(fresh);
                admit(fresh);
            } catch (IOException failure) {
                absent.add(Row.absent(server.contender().name(), failure.getMessage()));
            }
        }
    }
}
