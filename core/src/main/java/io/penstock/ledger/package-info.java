/// The record of every accepted event, its deliveries and their attempts.
@NullMarked
package io.penstock.ledger;

import org.jspecify.annotations.NullMarked;
