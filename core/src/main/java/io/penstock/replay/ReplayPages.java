package io.penstock.replay;

import java.util.List;

/// The step *replay*, of a page of a job.
public interface ReplayPages {
    /// Begins the next run of each event's delivery for the page's subscription, also of one that was not planned: that
    /// begins with run 2, since run 1 is the plan's. Its first attempt is sent at once, whether or not the backlog has
    /// room; what is on its way for an earlier run is passed.
    ///
    /// A delivery keeps the number of the newest job that has begun it: an older job leaves it alone. The same job's page
    /// done again begins no run that it has begun. What was begun is sent, whether or not its page is done again.
    ///
    /// @return what became of each, in the order of the page's events
    List<Replayed> replay(ReplayPage page);
}
