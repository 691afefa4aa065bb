/// The client side of the HTTP API, for the commands that talk to a server.
@NullMarked
package io.penstock.command.client;

import org.jspecify.annotations.NullMarked;
