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
    /**
     * Processes of the reference, and as many for the A/A row: with a thousand connections one
     * differs from another by some percent.
     */
    private static final int REFERENCES = 3;

    private final Plan plan;
    private final Programs programs;
    private final Optional<Path> compiler;
    private final Progress progress;
    private final Cores cores = Cores.choose();
    private final List<EchoServer> started = new ArrayList<>();
    private final Lineup lineup;

    Bench(Plan plan, Programs programs, String compilerName, Progress progress) {
        this.plan = plan;
        this.programs = programs;
        this.compiler = Programs.find(compilerName);
        this.progress = progress;
        this.lineup = new Lineup(one -> EchoServer.start(one, cores), started::add);
    }

    /** Returns 0 when all scenarios were run, 1 when the reference failed. */
    int run() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + plan.budget().minus(plan.afterScenarios()).toNanos();
        Contender reference = reference();
        var report = new Report(plan.quick(), Machine.describe(plan, cores, compiler));
        report.note(cores.note());
        report.note(plan.briefly());
        report.note(plan.inTurns());
        if (compiler.isEmpty()) {
            report.note("no C compiler: the reference is Netty's epoll, the client is in Java");
        }
        List<String> generator = generatorProgram();
        int status = 0;
        try {
            progress.say(plan.timetable().describe(plan.task()));
            List<EchoServer> references = startReferences(reference);
            startContenders(reference);
            var pace = new WarmUpPace(plan.timetable());
            for (int i = 0; i < plan.scenarios().size(); i++) {
                var competition =
                        new Competition(
                                plan, i, reference.name(), generator, cores, progress, pace);
                report.add(
                        plan.scenarios().get(i),
                        competition.run(references, competing(i), schedule(i, deadline, pace)));
                lineup.restartDead();
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
        lineup.absent().forEach(report::addAbsent);
        progress.clear();
        String text = report.text();
        System.out.print(text);
        System.out.print(ReportFiles.write(plan.output(), report.json(), text, plan.older()));
        return status;
    }

    private List<EchoServer> competing(int scenarioIndex) {
        return lineup.listening().stream()
                .filter(server -> Plan.takesPart(server.contender(), scenarioIndex))
                .toList();
    }

    /** Shares the time that is left among the scenarios that are left, by what each would take. */
    private Schedule schedule(int index, long deadline, WarmUpPace pace) {
        Duration own = likely(index, pace);
        Duration later = Duration.ZERO;
        for (int i = index + 1; i < plan.scenarios().size(); i++) {
            later = later.plus(likely(i, pace));
        }
        long now = System.nanoTime();
        double share = (double) own.toNanos() / own.plus(later).toNanos();
        return new Schedule(
                now + (long) ((deadline - now) * share), deadline, later, plan.afterScenarios());
    }

    /** Returns what a scenario is likely to take, with the servers there are. */
    private Duration likely(int index, WarmUpPace pace) {
        List<EchoServer> servers = competing(index);
        long warming = servers.stream().filter(one -> one.contender().needsWarmUp()).count();
        return plan.timetable()
                .measuring(plan.scenarios().get(index), Competition.count(servers))
                .plus(pace.next(index).multipliedBy(warming));
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
            Duration rest =
                    plan.idling()
                            .multipliedBy(contenders.size() - rows.size())
                            .dividedBy(contenders.size());
            progress.show(
                    plan.idleConnections() + " idle connections: " + contender.name(),
                    rest.plus(Plan.sleeping(plan.sleepers())));
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
        if (compiler.isEmpty()) { // One process: a JVM takes too long to warm for several.
            return Peers.nettyEpoll();
        }
        progress.say("compiling the C reference and load generator");
        Path program = programs.compileReference(compiler.get());
        return Contender.steady("C epoll (reference)", List.of(program.toString()))
                .inProcesses(REFERENCES);
    }

    private List<String> generatorProgram() throws IOException, InterruptedException {
        return compiler.isPresent()
                ? List.of(programs.compileLoadGenerator(compiler.get()).toString())
                : Contenders.java(List.of(), LoadMain.class, List.of());
    }

    private List<EchoServer> startReferences(Contender reference)
            throws IOException, InterruptedException {
        var servers = new ArrayList<EchoServer>();
        for (int i = 0; i < reference.processes(); i++) {
            EchoServer server = EchoServer.start(reference, cores);
            started.add(server);
            server.awaitListening();
            servers.add(server);
        }
        return servers;
    }

    private void startContenders(Contender reference) throws InterruptedException {
        var contenders = new ArrayList<Contender>();
        contenders.add(reference.renamed(Contenders.SELF));
        contenders.addAll(plan.contenders());
        Timetable.Task task = plan.task();
        Duration competing = plan.timetable().total(task).plus(plan.afterScenarios());
        int count = contenders.stream().mapToInt(Contender::processes).sum();
        lineup.start(
                contenders,
                up -> {
                    Duration rest = Plan.starting(task).multipliedBy(count - up).dividedBy(count);
                    progress.show(
                            "starting " + count + " servers, " + up + " are done",
                            rest.plus(competing));
                });
    }
}
