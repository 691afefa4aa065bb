/// AWS for tests, on this machine.
@NullMarked
package io.penstock.localstack;

import org.jspecify.annotations.NullMarked;
