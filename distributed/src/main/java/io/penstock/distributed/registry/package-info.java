/// Tenants, their keys and their subscriptions over the same table that the steps use, and the subscriptions of an event.
@NullMarked
package io.penstock.distributed.registry;

import org.jspecify.annotations.NullMarked;
