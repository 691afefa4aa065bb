package io.penstock.embedded;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts what must not be read in the database: AES-256-GCM (NIST SP 800-38D), a nonce of 96 bits by
/// chance before each text, bound to what it belongs to.
final class Vault {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /// The setting that tells whether a key is the one that this database was written with.
    private static final String CHECK = "vault.check";

    private static final byte[] CHECK_CONTEXT = CHECK.getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec key;
    private final RandomGenerator random;

    Vault(byte[] key, RandomGenerator random) {
        this.key = new SecretKeySpec(key, "AES");
        this.random = random;
    }

    /// The vault of this database: its key is given, or in its file, or made now.
    ///
    /// @throws DataDirectoryException if it is another key than the database was written with
    static Vault open(EmbeddedOptions options, DataDirectory directory, Statements statements, RandomGenerator random)
            throws SQLException {
        var check = statements.first(row -> row.getString(1), "SELECT value FROM settings WHERE name = ?", CHECK);
        var given = options.secretKey().or(() -> SecretKeyFile.read(directory));
        if (check == null) {
            var vault = new Vault(given.orElseGet(() -> SecretKeyFile.make(directory, random)), random);
            Settings.put(
                    statements, CHECK, Base64.getEncoder().encodeToString(vault.seal(CHECK_CONTEXT, CHECK_CONTEXT)));
            return vault;
        }
        if (given.isEmpty()) {
            throw new DataDirectoryException(
                    "the file %s is missing: without it the secrets of this database cannot be read. Put it back"
                            .formatted(directory.secretKey()));
        }
        var vault = new Vault(given.get(), random);
        vault.check(Base64.getDecoder().decode(check));
        return vault;
    }

    private void check(byte[] sealed) {
        try {
            open(sealed, CHECK_CONTEXT);
        } catch (StorageException e) {
            throw new DataDirectoryException(
                    "the secret key is not the one that this database was written with: use that one", e);
        }
    }

    /// @param context what the text belongs to: it opens with the same only
    byte[] seal(byte[] text, byte[] context) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context);
            var sealed = new byte[NONCE_BYTES + cipher.getOutputSize(text.length)];
            System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
            cipher.doFinal(text, 0, text.length, sealed, NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /// Reads what [#seal] wrote.
    ///
    /// @throws StorageException if it is anything else, or of another key or context
    byte[] open(byte[] sealed, byte[] context) {
        try {
            var cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES));
            cipher.updateAAD(context);
            return cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw new StorageException("a secret cannot be decrypted", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
