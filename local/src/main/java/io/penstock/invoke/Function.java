package io.penstock.invoke;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A function, as the template describes it.
///
/// @param name of its module, such as `ingest`
/// @param resource its name in the template, such as `Ingest`
/// @param handler class and method
/// @param memory in MB
/// @param timeout after which Lambda ends it
/// @param zip what is deployed; may not have been built
public record Function(String name, String resource, String handler, int memory, Duration timeout, Path zip) {
    private static final Pattern RESOURCE = Pattern.compile("^  (\\w+):$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("CodeUri: (functions/(\\w+)/target/\\w+\\.zip)");

    public Function {
        requireNonNull(name, "name is null");
        requireNonNull(resource, "resource is null");
        requireNonNull(handler, "handler is null");
        requireNonNull(timeout, "timeout is null");
        requireNonNull(zip, "zip is null");
    }

    /// Those of `template.yaml`, by their names.
    ///
    /// @param root the directory of the repository
    /// @throws InvocationException if there is no such file
    public static Map<String, Function> of(Path root) {
        try {
            return read(root, Files.readString(root.resolve("template.yaml")));
        } catch (IOException e) {
            throw new InvocationException("%s cannot be read".formatted(root.resolve("template.yaml")), e);
        }
    }

    private static Map<String, Function> read(Path root, String template) {
        var functions = new TreeMap<String, Function>();
        var resource = RESOURCE.matcher(template);
        for (boolean found = resource.find(); found; ) {
            var name = resource.group(1);
            int from = resource.end();
            found = resource.find();
            var text = template.substring(from, found ? resource.start() : template.length());
            var code = CODE.matcher(text);
            if (code.find()) {
                functions.put(
                        code.group(2),
                        new Function(
                                code.group(2),
                                name,
                                property(text, "Handler"),
                                Integer.parseInt(property(text, "MemorySize")),
                                Duration.ofSeconds(Long.parseLong(property(text, "Timeout"))),
                                root.resolve(code.group(1))));
            }
        }
        return functions;
    }

    private static String property(String resource, String name) {
        var property = Pattern.compile("^      " + name + ": (\\S+)$", Pattern.MULTILINE)
                .matcher(resource);
        if (!property.find()) {
            throw new InvocationException("a function in template.yaml has no " + name);
        }
        return property.group(1);
    }
}
