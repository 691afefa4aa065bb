/// Hands events to queues, topics, buses and functions on AWS.
@NullMarked
package io.penstock.destination;

import org.jspecify.annotations.NullMarked;
