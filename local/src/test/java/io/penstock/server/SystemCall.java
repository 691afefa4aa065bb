package io.penstock.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;

/// A system call as `strace -f -y` has written it down.
///
/// @param name `pwrite64`
/// @param arguments as written
/// @param file the path behind its file descriptor, `socket:[17]` say; empty if it has none
/// @param result as written, without its explanation; empty if the call had not returned at the end
/// @param begun the number of the line on which it begins
/// @param ended the number of the line on which it returns
record SystemCall(String name, String arguments, String file, String result, int begun, int ended) {
    private static final Pattern WHOLE = Pattern.compile("^(\\d+) +[\\d:.]+ (\\w+)\\((.*)\\) += (\\S+).*$");
    private static final Pattern BEGUN = Pattern.compile("^(\\d+) +[\\d:.]+ (\\w+)\\((.*) <unfinished \\.\\.\\.>$");
    private static final Pattern RESUMED =
            Pattern.compile("^(\\d+) +[\\d:.]+ <\\.\\.\\. (\\w+) resumed>.*\\) += (\\S+).*$");
    private static final Pattern FILE = Pattern.compile("^\\d+<([^>]*)>");

    /// The calls of a log, in the order in which they began.
    static List<SystemCall> parse(List<String> lines) {
        var calls = new ArrayList<SystemCall>();
        var unfinished = new HashMap<String, Integer>();
        for (int line = 0; line < lines.size(); line++) {
            var whole = WHOLE.matcher(lines.get(line));
            var begun = BEGUN.matcher(lines.get(line));
            var resumed = RESUMED.matcher(lines.get(line));
            if (resumed.matches()) {
                var index = unfinished.remove(resumed.group(1));
                if (index != null) {
                    calls.set(index, calls.get(index).returned(resumed.group(3), line));
                }
            } else if (begun.matches()) {
                unfinished.put(begun.group(1), calls.size());
                calls.add(of(begun.group(2), begun.group(3), "", line, Integer.MAX_VALUE));
            } else if (whole.matches()) {
                calls.add(of(whole.group(2), whole.group(3), whole.group(4), line, line));
            }
        }
        return calls;
    }

    private static SystemCall of(String name, String arguments, String result, int begun, int ended) {
        var file = FILE.matcher(arguments);
        return new SystemCall(name, arguments, file.find() ? file.group(1) : "", result, begun, ended);
    }

    private SystemCall returned(String value, int line) {
        return new SystemCall(name, arguments, file, value, begun, line);
    }

    boolean isSync() {
        return name.equals("fsync") || name.equals("fdatasync");
    }

    /// The first bytes that it writes, as many as `count`; zeros where it has fewer.
    ///
    /// strace writes a string as C does, with octal escapes.
    byte[] firstBytes(int count) {
        var bytes = new byte[count];
        int at = arguments.indexOf('"') + 1;
        for (int i = 0; i < count && at < arguments.length() && arguments.charAt(at) != '"'; i++) {
            char c = arguments.charAt(at++);
            if (c != '\\') {
                bytes[i] = (byte) c;
                continue;
            }
            int named = "abtnvfr".indexOf(arguments.charAt(at));
            int end = at;
            while (end < at + 3 && Character.digit(arguments.charAt(end), 8) >= 0) {
                end++;
            }
            bytes[i] = (byte)
                    (end > at
                            ? Integer.parseInt(arguments.substring(at, end), 8)
                            : named >= 0 ? 7 + named : arguments.charAt(at));
            at = Math.max(end, at + 1);
        }
        return bytes;
    }
}
