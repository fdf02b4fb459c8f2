package weft;

/**
 * The water marks of a write buffer.
 *
 * @param low bytes at or below which writing resumes
 * @param high bytes above which writing pauses
 */
public record WriteBufferLimits(int low, int high) {}
