@NullMarked
package io.penstock.distributed.registry;

import org.jspecify.annotations.NullMarked;
