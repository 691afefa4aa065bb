/// Who wants which events, where they go, and by which policy.
@NullMarked
package io.penstock.subscription;

import org.jspecify.annotations.NullMarked;
