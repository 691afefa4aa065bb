package io.penstock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/// The directory that holds everything that is kept, and the lock that makes sure that one process uses it.
///
/// The lock is on a file of its own: POSIX locks fall when any descriptor of their file is closed. For the same reason
/// nothing opens the database's files but SQLite, and [Database] once, who closes that last.
final class DataDirectory implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /// What this process has locked. To open a locked file again would, on closing it, unlock it.
    private static final Set<Path> LOCKED = new HashSet<>();

    private final Path directory;
    private final FileChannel lockFile;

    private DataDirectory(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
    }

    /// Makes the directory if it is not there, and locks it.
    ///
    /// @throws DataDirectoryException if another process uses it, or it cannot be made
    static DataDirectory open(Path path) {
        try {
            Files.createDirectories(path, DIRECTORY_MODE);
            var directory = path.toRealPath();
            synchronized (LOCKED) {
                if (!LOCKED.add(directory)) {
                    throw inUse(directory, ProcessHandle.current().pid() + ", which is this one");
                }
            }
            try {
                return locked(directory);
            } catch (IOException | RuntimeException e) {
                unlist(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new DataDirectoryException("the data directory %s cannot be used: %s".formatted(path, e), e);
        }
    }

    private static DataDirectory locked(Path directory) throws IOException {
        var path = directory.resolve("lock");
        create(path);
        var file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = file.tryLock();
            if (lock == null) {
                throw inUse(
                        directory,
                        Files.readString(path, StandardCharsets.US_ASCII).strip());
            }
            var pid = "%d\n".formatted(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
            file.truncate(0);
            file.write(ByteBuffer.wrap(pid), 0);
            file.force(true);
            var data = new DataDirectory(directory, file);
            data.sync();
            return data;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static DataDirectoryException inUse(Path directory, String pid) {
        return new DataDirectoryException(
                "the data directory %s is in use by the process %s; stop it, or use another directory"
                        .formatted(directory, pid));
    }

    private static void unlist(Path directory) {
        synchronized (LOCKED) {
            LOCKED.remove(directory);
        }
    }

    /// Makes an empty file that only this user can read, unless it is there.
    static void create(Path file) throws IOException {
        try {
            Files.createFile(file, FILE_MODE);
        } catch (FileAlreadyExistsException e) {
            // As it should be, after the first start.
        }
    }

    /// Makes what was created here survive the loss of power.
    void sync() throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// The database; its file is there when this returns.
    Path database() {
        try {
            var file = directory.resolve("penstock.db");
            create(file);
            sync();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path ballast() {
        return directory.resolve("ballast");
    }

    Path secretKey() {
        return directory.resolve("secret.key");
    }

    Path path() {
        return directory;
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            unlist(directory);
        }
    }
}
