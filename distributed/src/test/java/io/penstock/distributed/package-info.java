/// The contract suites of the ports, a queue and a vault in memory, and a simulation of the steps over these.
@NullMarked
package io.penstock.distributed;

import org.jspecify.annotations.NullMarked;
