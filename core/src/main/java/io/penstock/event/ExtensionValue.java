package io.penstock.event;

import static java.util.Objects.requireNonNull;

/// The value of an extension attribute, in the three types that CloudEvents' JSON form tells apart
/// ([CloudEvents 1.0.2, JSON format, section 2.2](https://github.com/cloudevents/spec)); timestamps, URIs and
/// binary values are text there, and stay the text they came as.
public sealed interface ExtensionValue {
    /// The canonical string form, as in a `ce-` header.
    String text();

    /// A string.
    ///
    /// @param text any string without control characters
    record Text(String text) implements ExtensionValue {
        public Text {
            requireNonNull(text, "text is null");
        }
    }

    /// An integer.
    ///
    /// @param value any 32-bit integer
    record Int(int value) implements ExtensionValue {
        @Override
        public String text() {
            return Integer.toString(value);
        }
    }

    /// A boolean.
    ///
    /// @param value true or false
    record Bool(boolean value) implements ExtensionValue {
        @Override
        public String text() {
            return Boolean.toString(value);
        }
    }
}
