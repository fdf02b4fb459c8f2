"""An asyncio loop on a virtual clock that counts its polls.

Facts this rests on:

* BaseEventLoop._run_once calls selector.select exactly once, so the number of
  select calls so far is the number of the current iteration.
* Only select waits, so a select that would sleep may move the clock instead.
* BaseEventLoop compares deadlines as floats. A tick is 2**-10 seconds: sums of
  ticks are exact, and equal deadlines are equal whichever way they were reached.

A select that would sleep first gives real I/O a grace period. The clock moves
only when that passed quietly, so in a scenario with I/O a long timer is a
barrier: whatever was in flight has arrived before it fires.
"""

import asyncio
import selectors

TICK_SECONDS = 2.0**-10
START_TICKS = 1 << 20
STUCK_SECONDS = 5.0


class Stuck(BaseException):
    """Nothing is ready, no timer is set and no I/O arrives."""


class CountingSelector(selectors.DefaultSelector):
    def __init__(self, grace_seconds):
        super().__init__()
        self.iteration = 0
        self.now = START_TICKS * TICK_SECONDS
        self._grace_seconds = grace_seconds

    def select(self, timeout=None):
        self.iteration += 1
        if timeout == 0:
            return super().select(0)
        if timeout is None:
            ready = super().select(STUCK_SECONDS if self._grace_seconds else 0)
            if not ready:
                raise Stuck
            return ready
        ready = super().select(self._grace_seconds)
        if not ready:
            self.now += timeout
        return ready


class TraceLoop(asyncio.SelectorEventLoop):
    def __init__(self, grace_seconds):
        self._counting = CountingSelector(grace_seconds)
        super().__init__(self._counting)

    def time(self):
        return self._counting.now

    @property
    def iteration(self):
        return self._counting.iteration

    @property
    def now_ticks(self):
        return round(self.time() / TICK_SECONDS) - START_TICKS

    def advance(self, ticks):
        """Moves the clock while a callback runs, as if the callback had been slow."""
        self._counting.now += ticks * TICK_SECONDS


def deadline_of(ticks):
    """Returns the loop time that lies the given number of ticks after the start."""
    return (START_TICKS + ticks) * TICK_SECONDS
