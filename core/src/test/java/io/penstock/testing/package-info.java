/// What the tests of every module share: a clock that moves when it is told to.
@NullMarked
package io.penstock.testing;

import org.jspecify.annotations.NullMarked;
