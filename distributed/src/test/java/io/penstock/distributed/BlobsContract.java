package io.penstock.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Blobs] promises, whatever it is made of.
public abstract class BlobsContract {
    private static final String NAME = "events/a-1/b_2";

    private Blobs blobs;

    /// One without blobs.
    protected abstract Blobs open() throws Exception;

    @BeforeEach
    final void openBlobs() throws Exception {
        blobs = open();
    }

    @Test
    void bytesAreReadAsTheyWerePut() {
        var bytes = new byte[4 * 1_024 * 1_024];
        bytes[17] = -1;

        blobs.put(NAME, bytes);
        blobs.put("none", new byte[0]);

        assertThat(blobs.get(NAME)).hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes));
        assertThat(blobs.get("none"))
                .hasValueSatisfying(read -> assertThat(read).isEmpty());
        assertThat(blobs.get("events/a-1")).isEmpty();
    }

    @Test
    void whatIsPutReplacesWhatIsThere() {
        blobs.put(NAME, new byte[] {1, 2, 3});

        blobs.put(NAME, new byte[] {4});

        assertThat(blobs.get(NAME)).hasValueSatisfying(read -> assertThat(read).containsExactly(4));
    }

    @Test
    void whatIsDeletedIsGone() {
        blobs.put(NAME, new byte[] {1});

        blobs.delete(NAME);
        blobs.delete(NAME);

        assertThat(blobs.get(NAME)).isEmpty();
    }
}
