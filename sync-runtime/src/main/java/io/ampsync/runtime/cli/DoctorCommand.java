package io.ampsync.runtime.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.runtime.config.LogSettings;
import io.ampsync.runtime.doctor.Examination;
import io.ampsync.runtime.doctor.SettingsCheck;
import io.ampsync.runtime.report.Logging;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ampsync doctor}: what keeps a sync from working, with a fix each. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks at settings, Amp server and database, within 5 s and without changing anything, and names"
                + " what is wrong, with a fix each.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:nothing is wrong, warnings apart", " 1:there is a problem"})
final class DoctorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private Subjects subjects = new Subjects();

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Override
    @SuppressForbidden // the environment and standard input are those of the process
    public Integer call() throws InterruptedException {
        // What is wrong is told once, and not by the log of the parts that notice it as well.
        Logging.configure(LogSettings.DEFAULT, OutputStream.nullOutputStream());
        InstantSource clock = InstantSource.system();
        List<SettingsCheck> checks =
                subjects.examined(System.getenv(), System.in, spec.commandLine().getErr());
        if (checks.isEmpty()) {
            return ExitCode.DEFECT.code();
        }
        List<Examination> examinations = new ArrayList<>();
        for (SettingsCheck check : checks) {
            examinations.add(
                    check.config().isPresent()
                            ? Examination.of(check.config().get(), check.findings(), clock)
                            : Examination.ofSettings(check.name(), check.findings()));
        }
        print(examinations, spec.commandLine().getOut());
        return examinations.stream().allMatch(Examination::healthy) ? 0 : 1;
    }

    private void print(List<Examination> examinations, PrintWriter out) {
        if (json) {
            ObjectNode all = new ObjectMapper().createObjectNode();
            all.put("ok", examinations.stream().allMatch(Examination::healthy));
            ArrayNode syncs = all.putArray("syncs");
            examinations.forEach(examination -> syncs.add(examination.json()));
            out.println(all.toPrettyString());
            return;
        }
        examinations.forEach(examination -> examination.print(out));
        long problems = examinations.stream()
                .flatMap(examination -> examination.findings().stream())
                .filter(finding -> finding.isProblem())
                .count();
        out.println(
                problems == 0 ? "Nothing stands in the way." : problems + (problems == 1 ? " problem." : " problems."));
    }
}
