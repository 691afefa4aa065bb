/// One webhook attempt over HTTP/1.1, made safely: to checked addresses only, under one hard deadline.
@NullMarked
package io.penstock.webhook;

import org.jspecify.annotations.NullMarked;
