package io.ampsync.runtime.torture.mutant;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The engine and its torture once more, with calls rerouted. Libraries and the sockets are those of the test itself. */
final class MutantLoader extends ClassLoader {
    private static final String OURS = "io.ampsync.runtime.";
    private static final String SHARED = "io.ampsync.runtime.torture.wire.";

    private final List<Reroute> reroutes;

    MutantLoader(List<Reroute> reroutes) {
        super(MutantLoader.class.getClassLoader());
        this.reroutes = List.copyOf(reroutes);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS) || name.startsWith(SHARED)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? changed(name) : loaded;
        }
    }

    private Class<?> changed(String name) throws ClassNotFoundException {
        try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] code = file.readAllBytes();
            for (Reroute reroute : reroutes) {
                if (reroute.concerns(name)) {
                    code = reroute.applied(code);
                }
            }
            return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
