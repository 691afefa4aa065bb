/// What may be written to a terminal.
@NullMarked
package io.penstock.command.terminal;

import org.jspecify.annotations.NullMarked;
