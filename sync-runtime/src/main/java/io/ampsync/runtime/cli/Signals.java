package io.ampsync.runtime.cli;

import io.ampsync.runtime.sync.StopSignal;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGTERM and SIGINT: the first asks, the second ends the process at once. {@code sun.misc.Signal} is the only way to
 * hear the second one; it is reached by reflection because naming it is a compiler warning.
 */
final class Signals {
    private Signals() {}

    /** Calls {@code first} on a new thread at the first signal, {@code second} at any further one. */
    static void handle(Runnable first, Runnable second) {
        AtomicBoolean asked = new AtomicBoolean();
        Runnable onSignal = () -> {
            if (asked.compareAndSet(false, true)) {
                Thread.ofPlatform().name("stop").start(first);
            } else {
                second.run();
            }
        };
        register("TERM", onSignal);
        register("INT", onSignal);
    }

    /** The first signal stops, a second one that does not want to wait ends the process. */
    static void stopOrEnd(StopSignal stop) {
        handle(stop::stop, Signals::end);
    }

    @SuppressForbidden // a second signal
    private static void end() {
        Runtime.getRuntime().halt(ExitCode.DEFECT.code());
    }

    private static void register(String name, Runnable onSignal) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    onSignal.run();
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> "on SIG" + name;
            };
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, calls);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no sun.misc.Signal", e);
        }
    }
}
