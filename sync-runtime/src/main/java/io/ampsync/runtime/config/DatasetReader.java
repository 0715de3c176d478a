package io.ampsync.runtime.config;

import static io.ampsync.runtime.config.Variable.AMP_DATASET_NAME;
import static io.ampsync.runtime.config.Variable.AMP_DATASET_VERSION;
import static io.ampsync.runtime.config.Variable.DATASET;
import static io.ampsync.runtime.config.Variable.DATASET_NAME;
import static io.ampsync.runtime.config.Variable.DATASET_VERSION;

import java.util.Optional;
import java.util.function.Supplier;

/** The dataset in one of its two spellings; both at once is a mistake, even if they agree. */
final class DatasetReader {
    private static final DatasetRef ANY = DatasetRef.parse("any");

    private final Reading reading;

    DatasetReader(Reading reading) {
        this.reading = reading;
    }

    Optional<DatasetRef> read() {
        Variable nameVariable = newest(DATASET_NAME, AMP_DATASET_NAME);
        Variable versionVariable = newest(DATASET_VERSION, AMP_DATASET_VERSION);
        Optional<String> whole = reading.given(DATASET);
        Optional<String> name = reading.given(nameVariable);
        Optional<String> version = reading.given(versionVariable);
        if (whole.isPresent()) {
            if (name.isPresent() || version.isPresent()) {
                reading.problem(
                        DATASET,
                        (name.isPresent() ? nameVariable : versionVariable) + " is set as well",
                        "Keep one spelling, as in DATASET=_/name@1.0.0.");
            }
            return checked(DATASET, () -> DatasetRef.parse(whole.get()));
        }
        if (name.isEmpty()) {
            reading.problem(
                    DATASET, "no dataset is named", "Set DATASET=[namespace/]name[@revision], or DATASET_NAME.");
        }
        Optional<DatasetRef> floating = name.flatMap(text ->
                checked(nameVariable, () -> new DatasetRef(DatasetRef.DEFAULT_NAMESPACE, text, DatasetRef.LATEST)));
        // Also without a name, so that all mistakes are found at once.
        Optional<DatasetRef> pinned =
                checked(versionVariable, () -> floating.orElse(ANY).at(version.orElse(DatasetRef.LATEST)));
        return floating.isPresent() ? pinned : Optional.empty();
    }

    /** The older name if only that is set; a mistake if both are and differ. */
    private Variable newest(Variable name, Variable older) {
        Optional<String> current = reading.given(name);
        Optional<String> old = reading.given(older);
        if (current.isPresent() && old.isPresent() && !current.equals(old)) {
            reading.problem(older, "it differs from " + name + ", its newer name", "Remove " + older + ".");
        }
        return current.isEmpty() && old.isPresent() ? older : name;
    }

    private Optional<DatasetRef> checked(Variable variable, Supplier<DatasetRef> parse) {
        try {
            return Optional.of(parse.get());
        } catch (IllegalArgumentException e) {
            reading.problem(variable, String.valueOf(e.getMessage()), "See the --help for an example.");
            return Optional.empty();
        }
    }
}
