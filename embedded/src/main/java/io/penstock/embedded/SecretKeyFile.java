package io.penstock.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The key for secrets in a file of its own, so that a copy of the database alone shows none.
final class SecretKeyFile {
    private SecretKeyFile() {}

    static Optional<byte[]> read(DataDirectory directory) {
        var file = directory.secretKey();
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            return Optional.of(decoded(file));
        } catch (IOException e) {
            throw new DataDirectoryException("the file %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static byte[] decoded(Path file) throws IOException {
        var text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (text.length() != 2 * EmbeddedOptions.SECRET_KEY_BYTES || !text.matches("[0-9a-f]*")) {
            throw new DataDirectoryException("the file %s must have %d hexadecimal digits: put back what was there"
                    .formatted(file, 2 * EmbeddedOptions.SECRET_KEY_BYTES));
        }
        return HexFormat.of().parseHex(text);
    }

    /// Makes the file with a key drawn by chance; it is there as a whole or not at all.
    static byte[] make(DataDirectory directory, RandomGenerator random) {
        var key = new byte[EmbeddedOptions.SECRET_KEY_BYTES];
        random.nextBytes(key);
        var file = directory.secretKey();
        var unfinished = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(unfinished);
            DataDirectory.create(unfinished);
            try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                var text = HexFormat.of().formatHex(key) + "\n";
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            directory.sync();
            return key;
        } catch (IOException e) {
            throw new DataDirectoryException("the file %s cannot be made: %s".formatted(file, e.getMessage()), e);
        }
    }
}
