package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The table of mistakes in `docs/mutants.md`, a part of it under each heading. Histories are the same each time, so how many
/// it takes to find one is as well. `-Dpenstock.record=true` writes the table.
public final class MutantTable {
    /// So many histories find every one of them.
    public static final int MOST_HISTORIES = 10_000;

    private static final Path FILE = Path.of("../docs/mutants.md");
    private static final String HEAD = "| mistake | what it breaks | found by history |\n|---|---|---|\n";

    private MutantTable() {}

    /// A mistake.
    ///
    /// @param what it does
    /// @param promise what it breaks
    /// @param histories how many it took to find it; 0 if it was not found
    public record Row(String what, String promise, long histories) {
        @Override
        public String toString() {
            return "| %s | %s | %d |\n".formatted(what, promise, histories);
        }
    }

    /// Checks that each was found, and that the part under `heading` says so.
    public static synchronized void check(String heading, List<Row> rows) throws IOException {
        assertThat(rows).isNotEmpty().allMatch(row -> row.histories() > 0);
        var table = HEAD + rows.stream().map(Row::toString).collect(Collectors.joining());
        var text = Files.readString(FILE);
        int begin = text.indexOf(HEAD, text.indexOf("## " + heading + "\n"));
        int end = text.indexOf("\n\n", begin);
        assertThat(begin).as(heading).isPositive();
        if (Boolean.getBoolean("penstock.record")) {
            Files.writeString(FILE, text.substring(0, begin) + table + text.substring(end + 1));
        } else {
            assertThat(text.substring(begin, end + 1)).isEqualTo(table);
        }
    }
}
