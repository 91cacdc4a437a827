package dev.florin.systemtest;

import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test the one {@link Florin} of the whole run, with one process per service, started when it is first
 * wanted and stopped after the last test, whatever happened. The tests share it, so each brings its own people.
 */
final class SharedFlorin implements ParameterResolver, BeforeEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(SharedFlorin.class);

    @Override
    public void beforeEach(ExtensionContext test) {
        florin(test).heal();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Florin.class;
    }

    @Override
    public Florin resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return florin(test);
    }

    private static Florin florin(ExtensionContext test) {
        return test.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("start", _ -> Start.now(), Start.class)
                .florin();
    }

    /** What does not start once does not start for the next test either, and each try takes its time. */
    private record Start(CompletableFuture<Florin> result) implements AutoCloseable {
        static Start now() {
            try {
                return new Start(CompletableFuture.completedFuture(Florin.start("shared", UnaryOperator.identity())));
            } catch (RuntimeException e) {
                return new Start(CompletableFuture.failedFuture(e));
            }
        }

        Florin florin() {
            return result.join();
        }

        @Override
        public void close() {
            if (!result.isCompletedExceptionally()) {
                florin().close();
            }
        }
    }
}
