package io.ampsync.runtime.cli;

import io.ampsync.api.manifest.Assignment;
import io.ampsync.api.manifest.Definition;
import io.ampsync.api.manifest.LoadResult;
import io.ampsync.api.manifest.ManifestLoader;
import io.ampsync.api.manifest.ManifestText;
import io.ampsync.api.manifest.SecretManifest;
import io.ampsync.runtime.config.SecretStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where manifests and their Secrets are, for every command that reads them. */
final class ManifestOptions {
    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE",
            description = "AmpSync and Secret documents in YAML or JSON; - for standard input. May be repeated.")
    private List<String> files = List.of();

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Goes over the files, as in --set spec.database.host=localhost. May be repeated.")
    private List<String> sets = List.of();

    @Option(
            names = "--secrets-dir",
            paramLabel = "DIR",
            description = "Secrets that are in no file: DIR/NAME/KEY. After it AMPSYNC_SECRET__NAME__KEY is looked at.")
    private @Nullable Path secretsDirectory;

    /** Empty after everything that is wrong was printed. */
    Optional<LoadResult.Loaded> load(Definition definition, InputStream standardInput, PrintWriter err) {
        List<String> complaints = new ArrayList<>();
        List<ManifestText> texts = new ArrayList<>();
        for (String file : files) {
            try {
                texts.add(new ManifestText(file, text(file, standardInput)));
            } catch (NoSuchFileException _) {
                complaints.add("the path \"" + file + "\" does not exist");
            } catch (IOException e) {
                complaints.add("the path \"" + file + "\" cannot be read: " + e.getMessage());
            }
        }
        List<Assignment> assignments = new ArrayList<>();
        for (String set : sets) {
            try {
                assignments.add(Assignment.parse(set));
            } catch (IllegalArgumentException e) {
                complaints.add("--set: " + e.getMessage());
            }
        }
        LoadResult result = complaints.isEmpty()
                ? ManifestLoader.load(definition, texts, assignments)
                : new LoadResult.Refused(complaints);
        return switch (result) {
            case LoadResult.Loaded loaded -> Optional.of(loaded);
            case LoadResult.Refused(List<String> refusals) -> {
                refusals.forEach(refusal -> err.println("ampsync: " + refusal));
                yield Optional.empty();
            }
        };
    }

    SecretStore secrets(List<SecretManifest> documents, Map<String, String> environment) {
        return new SecretStore(documents, secretsDirectory, environment);
    }

    private static String text(String file, InputStream standardInput) throws IOException {
        return file.equals("-")
                ? new String(standardInput.readAllBytes(), StandardCharsets.UTF_8)
                : Files.readString(Path.of(file));
    }
}
