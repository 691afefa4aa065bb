package io.penstock.api;

import io.penstock.api.Problem.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the route of a request, segment by segment.
final class RouteTree {
    private final Node root = new Node();

    RouteTree(List<Route> routes) {
        for (var route : routes) {
            var node = root;
            for (var segment : route.path().substring(1).split("/", -1)) {
                node = segment.startsWith("{") ? node.variable() : node.literal(segment);
            }
            if (node.routes.put(route.method(), route) != null) {
                throw new IllegalArgumentException("two routes: %s %s".formatted(route.method(), route.path()));
            }
        }
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Route> routes = new HashMap<>();
        private @Nullable Node variable;

        private Node variable() {
            if (variable == null) {
                variable = new Node();
            }
            return variable;
        }

        private Node literal(String segment) {
            return literals.computeIfAbsent(segment, _ -> new Node());
        }
    }

    /// A route, and what stands in the place of its variables, in order.
    record Found(Route route, List<String> variables) {}

    /// @throws ProblemException if there is no such path, or it does not know the method
    Found find(String method, String path) {
        var variables = new ArrayList<String>(2);
        var node = node(path, variables);
        if (node == null || node.routes.isEmpty()) {
            throw new ProblemException(Problem.of(
                    Kind.NO_SUCH_ROUTE,
                    "There is no path '%s'; GET /v1/openapi.json describes those there are"
                            .formatted(Answers.excerpt(path))));
        }
        var route = node.routes.get(method.equals("HEAD") ? "GET" : method);
        if (route == null) {
            throw new ProblemException(notAllowed(method, node.routes));
        }
        return new Found(route, variables);
    }

    private @Nullable Node node(String path, List<String> variables) {
        if (!path.startsWith("/")) {
            return null;
        }
        var node = root;
        int start = 1;
        while (true) {
            int slash = path.indexOf('/', start);
            var segment = path.substring(start, slash < 0 ? path.length() : slash);
            var literal = node.literals.get(segment);
            if (literal != null) {
                node = literal;
            } else if (node.variable != null && !segment.isEmpty()) {
                node = node.variable;
                variables.add(Percent.decode("path", segment, false));
            } else {
                return null;
            }
            if (slash < 0) {
                return node;
            }
            start = slash + 1;
        }
    }

    private static Problem notAllowed(String method, Map<String, Route> routes) {
        var allowed = new TreeSet<>(routes.keySet());
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        var list = String.join(", ", allowed);
        return Problem.of(
                Kind.METHOD_NOT_ALLOWED,
                "'%s' is not for this path; there is: %s".formatted(Answers.excerpt(method), list),
                "allow",
                list);
    }
}
