/// The protocol's steps as transactions on SQLite, and what is handed on in memory.
@NullMarked
package io.penstock.embedded;

import org.jspecify.annotations.NullMarked;
