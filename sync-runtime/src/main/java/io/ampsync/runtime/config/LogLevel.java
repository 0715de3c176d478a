package io.ampsync.runtime.config;

/** Log levels of {@code RUST_LOG}, quietest first. */
public enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
