package io.penstock.command;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Options that the command line leaves out, from the environment: `--max-connections` from `PENSTOCK_MAX_CONNECTIONS`.
/// A variable that is set to nothing is as one that is not set.
record EnvironmentDefaults(Environment environment) implements IDefaultValueProvider {
    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option && !option.usageHelp() && !option.versionHelp()
                ? environment.variable(variable(option.longestName())).orElse(null)
                : null;
    }

    /// The variable for an option.
    static String variable(String option) {
        return "PENSTOCK_" + option.substring("--".length()).replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
