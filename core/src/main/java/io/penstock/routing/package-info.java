/// Which subscriptions an event goes to, and why the others not.
@NullMarked
package io.penstock.routing;

import org.jspecify.annotations.NullMarked;
