/// The three ports in memory, their contract suites, and a simulation of the steps over them.
@NullMarked
package io.penstock.distributed;

import org.jspecify.annotations.NullMarked;
