package io.penstock.api;

/// The OpenAPI document, to which the server is held.
final class OpenApiDocument {
    static final OpenApiDocument INSTANCE = new OpenApiDocument();

    private OpenApiDocument() {}

    void check(Api api, ApiRequest request, ApiResponse response) {}
}
