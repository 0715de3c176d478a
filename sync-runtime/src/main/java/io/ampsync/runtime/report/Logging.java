package io.ampsync.runtime.report;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.jul.LevelChangePropagator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import io.ampsync.runtime.config.LogLevel;
import io.ampsync.runtime.config.LogSettings;
import java.io.OutputStream;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets the process's logging up from its settings; there is no configuration file. */
public final class Logging {
    /** They tell at info what they do, which nobody asked; debug or a directive of their own shows it. */
    private static final List<String> CHATTY = List.of("io.netty", "io.grpc", "org.apache.arrow", "org.postgresql");

    /** Warns with a stack trace per connection of an outage that one line of ours tells about. */
    private static final String POOL = "com.zaxxer.hikari";

    /** Below INFO it prints the headers of every call, and the bearer token with them. */
    private static final String HEADERS = "io.grpc.netty.NettyClientHandler";

    private Logging() {}

    /**
     * From now on every log line goes to {@code out}, that of java.util.logging too. Can be called again.
     *
     * @param out not closed
     */
    public static void configure(LogSettings settings, OutputStream out) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        LevelChangePropagator levelsOfJul = new LevelChangePropagator();
        levelsOfJul.setContext(context);
        levelsOfJul.start();
        context.addListener(levelsOfJul);
        if (!SLF4JBridgeHandler.isInstalled()) {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level(settings.root()));
        if (settings.root() == LogLevel.INFO || settings.root() == LogLevel.WARN) {
            CHATTY.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
            context.getLogger(POOL).setLevel(Level.ERROR);
        }
        settings.targets()
                .forEach(
                        (target, level) -> context.getLogger(loggerName(target)).setLevel(level(level)));
        Logger headers = context.getLogger(HEADERS);
        if (!headers.getEffectiveLevel().isGreaterOrEqual(Level.INFO)) {
            headers.setLevel(Level.INFO);
        }
        root.addAppender(appender(context, settings.format(), out));
    }

    /** Rust's name of a target as ours: {@code ampsync} is all of ampsync, {@code a::b} is {@code a.b}. */
    static String loggerName(String target) {
        if (target.equals("ampsync")) {
            return "io.ampsync";
        }
        String name = target.replace("::", ".");
        return name.startsWith("ampsync.") ? "io.ampsync.runtime." + name.substring("ampsync.".length()) : name;
    }

    private static OutputStreamAppender<ILoggingEvent> appender(
            LoggerContext context, LogSettings.Format format, OutputStream out) {
        EncoderBase<ILoggingEvent> encoder = switch (format) {
            case TEXT -> new TextLines();
            case JSON -> new JsonLines();
        };
        encoder.setContext(context);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setName("lines");
        appender.setEncoder(encoder);
        appender.setOutputStream(new Unclosed(out));
        appender.start();
        return appender;
    }

    private static Level level(LogLevel level) {
        return switch (level) {
            case OFF -> Level.OFF;
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }
}
