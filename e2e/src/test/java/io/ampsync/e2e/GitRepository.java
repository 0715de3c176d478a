package io.ampsync.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The git repository that the controllers read: {@code GITOPS_REPO_URL}, to which anyone may push. */
final class GitRepository {
    static final String URL = Objects.requireNonNullElse(System.getenv("GITOPS_REPO_URL"), "");
    private final Path work;

    private GitRepository(Path work) {
        this.work = work;
    }

    static GitRepository in(Path folder) {
        Path work = folder.resolve("work");
        String _ = Shell.run("git", "clone", "--quiet", URL, work.toString());
        return new GitRepository(work);
    }

    GitRepository write(String file, String text) throws IOException {
        Path path = work.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text, StandardCharsets.UTF_8);
        return this;
    }

    GitRepository copy(String from, String to) throws IOException {
        Path target = work.resolve(to);
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        String _ = Shell.run("cp", "-rT", from, target.toString());
        return this;
    }

    void push(String message) {
        git("add", "--all");
        git(
                "-c",
                "user.name=e2e",
                "-c",
                "user.email=e2e@example.test",
                "commit",
                "--allow-empty",
                "--quiet",
                "--message=" + message);
        git("push", "--quiet", "origin", "HEAD:main");
    }

    private void git(String... arguments) {
        String[] command = new String[arguments.length + 3];
        command[0] = "git";
        command[1] = "-C";
        command[2] = work.toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        String _ = Shell.run(command);
    }
}
