package io.penstock.replay;

/// What a replay made of an event that it looked at.
public enum Replayed {
    /// Its delivery began another run by this job, in this step or before; or would have, in a dry run.
    SENT,
    /// It was delivered, and the mode leaves such alone.
    DELIVERED,
    /// Its delivery is unfinished, and the mode leaves such alone.
    UNFINISHED,
    /// A newer job has begun its delivery again.
    NEWER,
    /// The subscription, or the job's own condition, does not want it.
    UNWANTED,
    /// There is no such event, or it is not kept for long enough any more to be delivered.
    GONE
}
