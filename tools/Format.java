import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Formats every Java file below the working directory, or fails and names those that need it.
///
/// Maven runs this source file on the JDK that compiles Penstock: the formatter reads only the syntax that the
/// JDK it runs on knows, and Maven's own JDK may be older.
final class Format {
    private static final Set<String> NOT_SOURCES = Set.of("target", "node_modules");
    private static final JavaFormatterOptions STYLE = JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build();
    private static final Pattern COMMENT = Pattern.compile("(?m)^(?<indent>[ \\t]*)(?<text>///.*)$");
    private static final Pattern NUMBERED = Pattern.compile("(?m)^(?<indent>[ \\t]*)/// (?<number>\\d+)$");

    private Format() {}

    private sealed interface Result {
        record Clean() implements Result {}

        record Unformatted(Path file, String formatted) implements Result {}

        record Unreadable(Path file, FormatterException reason) implements Result {}
    }

    /// @param arguments `check` or `apply`
    public static void main(String[] arguments) throws IOException {
        var apply = List.of(arguments).contains("apply");
        var unformatted = 0;
        var unreadable = 0;
        for (var result : javaFiles().parallelStream().map(Format::format).toList()) {
            switch (result) {
                case Result.Clean() -> {}
                case Result.Unformatted(var file, var formatted) -> {
                    if (apply) {
                        Files.writeString(file, formatted);
                        System.out.println(file + ": formatted");
                    } else {
                        System.err.println(file + ": not formatted");
                        unformatted++;
                    }
                }
                case Result.Unreadable(var file, var reason) -> {
                    reason.diagnostics().forEach(problem -> System.err.println(file + ":" + problem));
                    unreadable++;
                }
            }
        }
        if (unformatted > 0) {
            System.err.println("To format: mvn -Pformat");
        }
        if (unformatted + unreadable > 0) {
            System.exit(1);
        }
    }

    private static Result format(Path file) {
        try {
            var source = Files.readString(file);
            var formatted = format(source);
            return formatted.equals(source) ? new Result.Clean() : new Result.Unformatted(file, formatted);
        } catch (FormatterException e) {
            return new Result.Unreadable(file, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Formats all but the text of `///` comments, which stays as its author wrote it: the formatter breaks a long line
    /// of them in two without a second `///`. So it sees a number in place of each line, but not before the imports are
    /// in order, since a comment may be all that uses one.
    private static String format(String source) throws FormatterException {
        var formatter = Formatter.createFormatter(STYLE);
        var comments = new ArrayList<String>();
        var numbered = COMMENT.matcher(formatter.fixImports(source)).replaceAll(line -> {
            comments.add(line.group("text").stripTrailing());
            return line.group("indent") + "/// " + (comments.size() - 1);
        });
        return NUMBERED.matcher(formatter.formatSource(numbered)).replaceAll(line -> {
            var comment = comments.get(Integer.parseInt(line.group("number")));
            return Matcher.quoteReplacement(line.group("indent") + comment);
        });
    }

    private static List<Path> javaFiles() throws IOException {
        var files = new ArrayList<Path>();
        Files.walkFileTree(Path.of(""), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                var name = directory.getFileName().toString();
                return NOT_SOURCES.contains(name) || name.startsWith(".")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }
}
