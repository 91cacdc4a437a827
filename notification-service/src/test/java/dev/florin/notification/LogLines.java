package dev.florin.notification;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What a class of the service under test writes into the log while somebody listens. */
final class LogLines extends Handler implements AutoCloseable {
    /** The message alone, with its parameters. */
    private final PatternFormatter message = new PatternFormatter("%s");

    private final Logger logger;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogLines(Logger logger) {
        this.logger = logger;
    }

    static LogLines of(Class<?> writer) {
        LogLines listening = new LogLines(Logger.getLogger(writer.getName()));
        listening.logger.addHandler(listening);
        return listening;
    }

    /** What anybody writes. */
    static LogLines ofAll() {
        LogLines listening = new LogLines(Logger.getLogger(""));
        listening.logger.addHandler(listening);
        return listening;
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(message.format(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
