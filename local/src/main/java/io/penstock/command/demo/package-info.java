/// A first look: a server, a receiver and a publisher in one process, each step of each event printed.
@NullMarked
package io.penstock.command.demo;

import org.jspecify.annotations.NullMarked;
