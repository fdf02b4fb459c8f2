/* The bytes that are sent and expected back; load.h says why they look the way they do. */
#include "load.h"

#include <string.h>

static char table[PATTERN_PERIOD + PATTERN_SLACK];

void pattern_fill(void) {
    uint64_t state = 0x9e3779b97f4a7c15u;
    for (size_t i = 0; i < PATTERN_PERIOD; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        table[i] = (char) (state >> 32);
    }
    for (size_t i = PATTERN_PERIOD; i < sizeof table; i++) {
        table[i] = table[i - PATTERN_PERIOD];
    }
}

/* The multiplier shares no factor with the period: all starting points up to it are distinct. */
size_t pattern_start(int connection) {
    return (size_t) ((uint64_t) connection * 25253u % PATTERN_PERIOD);
}

const char *pattern_at(size_t position) {
    return table + position;
}

size_t pattern_run(size_t position) {
    return sizeof table - position;
}

size_t pattern_advance(size_t position, size_t bytes) {
    return (position + bytes) % PATTERN_PERIOD;
}

size_t pattern_matches(size_t *position, const char *received, size_t length) {
    size_t agreed = 0;
    while (agreed < length) {
        size_t run = pattern_run(*position);
        if (run > length - agreed) {
            run = length - agreed;
        }
        const char *expected = pattern_at(*position);
        if (memcmp(expected, received + agreed, run) != 0) {
            size_t same = 0;
            while (expected[same] == received[agreed + same]) {
                same++;
            }
            *position = pattern_advance(*position, same);
            return agreed + same;
        }
        *position = pattern_advance(*position, run);
        agreed += run;
    }
    return agreed;
}
