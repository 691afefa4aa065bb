package io.penstock.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// `template.yaml` as it is with some parameters: conditions are decided, what they leave out is not there, and references
/// to parameters are their values. Of the functions of CloudFormation only those of conditions are known; any other stays
/// what it is, a [Call]. Values are texts, lists, maps and calls.
final class Template {
    private static final Object NO_VALUE = new Object();

    private final Map<String, Object> root;
    private final Map<String, String> parameters = new TreeMap<>();

    /// A function of CloudFormation.
    ///
    /// @param name `GetAtt`, say
    record Call(String name, Object argument) {}

    /// That a function may do something.
    ///
    /// @param function what the template calls it
    /// @param action `sqs:SendMessage`, say
    /// @param resource what the template calls it: `Ledger`, `Bucket/events/*`
    record Grant(String function, String action, String resource) {
        @Override
        public String toString() {
            return "%s %s %s".formatted(function, action, resource);
        }
    }

    private Template(Map<String, Object> root, Map<String, String> given) {
        this.root = root;
        map(root.get("Parameters"))
                .forEach((name, parameter) -> parameters.put(
                        name, given.getOrDefault(name, text(map(parameter).getOrDefault("Default", "")))));
        if (!parameters.keySet().containsAll(given.keySet())) {
            throw new IllegalArgumentException("the template has not all of " + given.keySet());
        }
    }

    /// As it is deployed with `given` parameters, and for all others their defaults.
    static Template with(Map<String, String> given) throws IOException {
        var text = Files.readString(Path.of("../../template.yaml"));
        var node = new Compose(LoadSettings.builder().build()).composeString(text);
        return new Template(map(read(node.orElseThrow())), given);
    }

    private static Object read(Node node) {
        Object value = switch (node) {
            case ScalarNode scalar -> scalar.getValue();
            case SequenceNode sequence ->
                sequence.getValue().stream().map(Template::read).toList();
            case MappingNode mapping -> {
                var read = new LinkedHashMap<String, Object>();
                mapping.getValue()
                        .forEach(entry -> read.put(text(read(entry.getKeyNode())), read(entry.getValueNode())));
                yield read;
            }
            default -> throw new IllegalStateException("what is this: " + node);
        };
        var tag = node.getTag().getValue();
        return tag.startsWith("!") ? new Call(tag.substring(1), value) : value;
    }

    /// The resources that are made, by what the template calls them.
    Map<String, Map<String, Object>> resources() {
        var made = new TreeMap<String, Map<String, Object>>();
        map(root.get("Resources")).forEach((name, resource) -> {
            var condition = map(resource).get("Condition");
            if (condition == null || holds(text(condition))) {
                made.put(name, map(decided(resource)));
            }
        });
        return made;
    }

    /// The properties of a resource that is made.
    Map<String, Object> properties(String resource) {
        return map(Optional.ofNullable(resources().get(resource))
                .orElseThrow(() -> new IllegalStateException("there is no " + resource))
                .get("Properties"));
    }

    /// What the roles of the functions allow.
    List<Grant> grants() {
        var grants = new ArrayList<Grant>();
        resources().forEach((name, resource) -> {
            if ("AWS::IAM::Role".equals(resource.get("Type"))) {
                var function = name.substring(0, name.length() - "Role".length());
                for (var policy : list(map(resource.get("Properties")).get("Policies"))) {
                    var document = map(map(policy).get("PolicyDocument"));
                    list(document.get("Statement")).forEach(each -> addGrants(function, map(each), grants));
                }
            }
        });
        return grants;
    }

    private static void addGrants(String function, Map<String, Object> statement, List<Grant> grants) {
        for (var action : list(statement.get("Action"))) {
            for (var resource : list(statement.get("Resource"))) {
                grants.add(new Grant(function, text(action), named(resource)));
            }
        }
    }

    private static String named(Object resource) {
        return switch (resource) {
            case Call(var name, String argument) when name.equals("GetAtt") -> argument.replaceFirst("\\.Arn$", "");
            case Call(var name, String argument)
            when name.equals("Sub") -> argument.replaceAll("\\$\\{(\\w+)\\.Arn}", "$1");
            case Call(var _, String argument) -> argument;
            case Call call -> String.valueOf(call);
            default -> text(resource);
        };
    }

    private boolean holds(String condition) {
        return isTrue(Objects.requireNonNull(map(root.get("Conditions")).get(condition), condition));
    }

    private boolean isTrue(Object condition) {
        if (condition instanceof Call(var name, List<?> arguments)) {
            return switch (name) {
                case "Equals" -> decided(arguments.get(0)).equals(decided(arguments.get(1)));
                case "Not" -> !isTrue(arguments.getFirst());
                case "And" -> arguments.stream().allMatch(this::isTrue);
                case "Or" -> arguments.stream().anyMatch(this::isTrue);
                default -> throw new IllegalStateException("what is this condition: " + condition);
            };
        }
        return holds(text(condition instanceof Call call ? call.argument() : condition));
    }

    private Object decided(Object value) {
        return switch (value) {
            case Call(var name, List<?> arguments)
            when name.equals("If") -> decided(arguments.get(holds(text(arguments.getFirst())) ? 1 : 2));
            case Call(var name, String argument)
            when name.equals("Ref") ->
                argument.equals("AWS::NoValue")
                        ? NO_VALUE
                        : parameters.containsKey(argument) ? parameters.get(argument) : value;
            case Call(var name, List<?> arguments)
            when name.equals("Join") && arguments.get(1) instanceof Call -> decided(arguments.get(1));
            case Call(var name, var argument) -> new Call(name, decided(argument));
            case List<?> list ->
                list.stream()
                        .map(this::decided)
                        .filter(each -> each != NO_VALUE)
                        .toList();
            case Map<?, ?> map -> {
                var decided = new LinkedHashMap<String, Object>();
                map.forEach((key, each) -> {
                    var that = decided(each);
                    if (that != NO_VALUE) {
                        decided.put(text(key), that);
                    }
                });
                yield decided;
            }
            default -> value;
        };
    }

    /// What is there as a map.
    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    /// What is there as a list; of one value, if it is none.
    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of(Objects.requireNonNull(value));
    }

    static String text(Object value) {
        return (String) value;
    }
}
