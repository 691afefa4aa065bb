/// Many deliveries begun again, as jobs.
@NullMarked
package io.penstock.replay;

import org.jspecify.annotations.NullMarked;
