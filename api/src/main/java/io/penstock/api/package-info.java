/// The HTTP API as a function from request to response. It knows no server: the same runs behind any that can make an
/// [io.penstock.api.ApiRequest] and send an [io.penstock.api.ApiResponse].
@NullMarked
package io.penstock.api;

import org.jspecify.annotations.NullMarked;
