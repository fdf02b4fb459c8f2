package weft.epoll;

/** Says when epoll reports readiness; epoll(7) compares the two. */
public enum Trigger {
    /** In every wait for as long as it lasts. */
    LEVEL,
    /** When it begins, and then no more until it begins again. */
    EDGE
}
