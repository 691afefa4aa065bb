/// What Lambda hands to functions and takes from them, and the log that they write.
@NullMarked
package io.penstock.lambda;

import org.jspecify.annotations.NullMarked;
