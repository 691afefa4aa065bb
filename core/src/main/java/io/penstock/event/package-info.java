/// CloudEvents: what Penstock accepts, keeps and delivers.
@NullMarked
package io.penstock.event;

import org.jspecify.annotations.NullMarked;
