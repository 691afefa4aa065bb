/// Filters: conditions on events, written as EventBridge event patterns. What is one, whether it matches, and where not.
@NullMarked
package io.penstock.filter;

import org.jspecify.annotations.NullMarked;
