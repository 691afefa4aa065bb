/// Signatures of webhooks, made and verified as
/// [Standard Webhooks](https://github.com/standard-webhooks/standard-webhooks) 1.0.0 says: what is signed is
/// `{id}.{timestamp}.{body}`, by HMAC-SHA256 (`v1`) or by Ed25519 (`v1a`).
@NullMarked
package io.penstock.signing;

import org.jspecify.annotations.NullMarked;
