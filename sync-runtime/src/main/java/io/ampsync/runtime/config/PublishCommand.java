package io.ampsync.runtime.config;

/** What has to be run beside an Amp server before a dataset can be queried. */
public final class PublishCommand {
    private PublishCommand() {}

    /**
     * The command.
     *
     * @param dataset as it was asked for
     */
    public static String of(Era era, DatasetRef dataset) {
        return switch (era) {
            case HEAD -> "ampctl dataset deploy " + dataset;
            case S1, S2 -> "nozzle dump --dataset " + dataset.name();
        };
    }
}
