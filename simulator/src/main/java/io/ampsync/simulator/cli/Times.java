package io.ampsync.simulator.cli;

import io.ampsync.simulator.control.Durations;
import java.time.Duration;
import picocli.CommandLine;

/** Reads {@code 500ms}, {@code 1s}, {@code 2m}. */
final class Times implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return Durations.parse(text)
                .filter(Duration::isPositive)
                .orElseThrow(() -> new CommandLine.TypeConversionException(
                        "'" + text + "' is not a time such as 500ms, 1s or 2m"));
    }
}
