/// Runs a packaged function of Lambda on this machine: AWS's own runtime interface client in a JVM of its own, with its
/// Runtime API, and stand-ins for the services of AWS that functions call.
@NullMarked
package io.penstock.invoke;

import org.jspecify.annotations.NullMarked;
