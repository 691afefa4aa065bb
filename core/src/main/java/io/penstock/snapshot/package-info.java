/// What can be read as it was while it changes.
@NullMarked
package io.penstock.snapshot;

import org.jspecify.annotations.NullMarked;
