/// Uids and the ids that are derived from them.
@NullMarked
package io.penstock.identity;

import org.jspecify.annotations.NullMarked;
