package io.penstock.distributed;

import io.penstock.tenant.TenantUid;

/// Encrypts what must not be read where it is stored: signing secrets, and where webhooks go. What is sealed for a
/// tenant opens for that tenant only, and nobody can change it unseen.
///
/// Exceptions other than [SealBrokenException] are failures of the vault, whose keys may be elsewhere: nothing is wrong
/// with what was handed in, which may be handed in again. None of them has anything secret in its message.
public interface Vault {
    /// Longest text, in bytes.
    int MAX_BYTES = 200_000;

    /// Most bytes by which what is sealed is longer than its text.
    int MAX_OVERHEAD = 1_024;

    /// Seals `text`; the same text is sealed differently each time.
    ///
    /// @param text up to [#MAX_BYTES], none too
    byte[] seal(TenantUid tenant, byte[] text);

    /// Reads what [#seal] wrote for the same tenant.
    ///
    /// @throws SealBrokenException if it is anything else
    byte[] open(TenantUid tenant, byte[] sealed);
}
