package io.penstock.filter;

/// Finds a text in others, in time for their length, whatever both are: as Knuth, Morris and Pratt do, but jumps to where
/// the text may begin.
final class Search {
    private final String text;
    /// For each beginning of the text, by its last character: the length of its longest end that the text begins with.
    private final int[] borders;

    Search(String text) {
        this.text = text;
        this.borders = borders(text);
    }

    private static int[] borders(String text) {
        var borders = new int[text.length()];
        int same = 0;
        for (int at = 1; at < text.length(); at++) {
            while (same > 0 && text.charAt(same) != text.charAt(at)) {
                same = borders[same - 1];
            }
            same += text.charAt(same) == text.charAt(at) ? 1 : 0;
            borders[at] = same;
        }
        return borders;
    }

    /// Where the text ends that comes first in `other` between `from` and `to`; -1 if there is none.
    int endIn(String other, int from, int to) {
        int at = from;
        int same = 0;
        while (same < text.length()) {
            if (same == 0) {
                at = other.indexOf(text.charAt(0), at, to);
            }
            if (at < 0 || at == to) {
                return -1;
            }
            if (other.charAt(at) == text.charAt(same)) {
                at++;
                same++;
            } else {
                same = borders[same - 1];
            }
        }
        return at;
    }
}
