package io.penstock.command;

import io.penstock.server.Version;
import picocli.CommandLine.IVersionProvider;

/// What `--version` prints.
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"penstock " + Version.TEXT};
    }
}
