package weft.readiness;

import java.util.Arrays;

/**
 * Keeps endpoints that something is due for, in order. Grows, never shrinks, allocates nothing
 * else.
 */
final class EndpointList {
    private ReadinessEndpoint[] endpoints = new ReadinessEndpoint[16];
    private int size;

    void add(ReadinessEndpoint endpoint) {
        if (size == endpoints.length) {
            endpoints = Arrays.copyOf(endpoints, size * 2);
        }
        endpoints[size++] = endpoint;
    }

    ReadinessEndpoint get(int index) {
        return endpoints[index];
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Forgets the first so many, so that no closed endpoint is kept alive. */
    void removeFirst(int count) {
        int left = size - count;
        System.arraycopy(endpoints, count, endpoints, 0, left);
        Arrays.fill(endpoints, left, size, null);
        size = left;
    }
}
