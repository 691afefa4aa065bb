/// What Penstock says about itself: operational events, and their form as CloudEvents.
@NullMarked
package io.penstock.operation;

import org.jspecify.annotations.NullMarked;
