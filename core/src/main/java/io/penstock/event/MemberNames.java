package io.penstock.event;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The member names that one JSON object has had so far, to find the one that comes twice.
///
/// Most objects have few members, named without escapes: those are compared as they stand in the document. With more
/// names, or with escapes (one name can be escaped in many ways), they go into a set, which no choice of names slows.
final class MemberNames {
    private static final int FEW = 16;

    private final JsonScanner document;
    private final int[] starts = new int[FEW];
    private final int[] ends = new int[FEW];
    private int count;
    private @Nullable Set<String> many;

    MemberNames(JsonScanner document) {
        this.document = document;
    }

    /// Adds the name that the document's scanner has just read; false if it is here already.
    boolean add() {
        if (many == null && count < FEW && !document.escaped()) {
            return addPlain(document.start(), document.end());
        }
        if (many == null) {
            many = HashSet.newHashSet(2 * FEW);
            for (int i = 0; i < count; i++) {
                many.add(document.plain(starts[i], ends[i]));
            }
        }
        return many.add(document.text());
    }

    private boolean addPlain(int start, int end) {
        byte[] in = document.bytes();
        for (int i = 0; i < count; i++) {
            if (ends[i] - starts[i] == end - start && Arrays.equals(in, starts[i], ends[i], in, start, end)) {
                return false;
            }
        }
        starts[count] = start;
        ends[count] = end;
        count++;
        return true;
    }
}
