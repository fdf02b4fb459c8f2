"""Measures one operation of asyncio's, as the benchmarks in weft.bench.jmh measure weft's.

Arguments: asyncio|uvloop OPERATION REPETITIONS. Prints the nanoseconds of one operation in each
repetition, as a JSON array; one repetition before them is not counted.
"""

import asyncio
import json
import sys
import threading
import time

OPERATIONS = 20_000
GROUP = 100


def timed(loop, start):
    """Runs the loop until a callback stops it; start schedules the first."""
    begin = time.perf_counter_ns()
    start()
    loop.run_forever()
    return time.perf_counter_ns() - begin


def call_soon(loop):
    left = OPERATIONS

    def callback():
        nonlocal left
        left -= 1
        if left > 0:
            loop.call_soon(callback)
        else:
            loop.stop()

    return timed(loop, lambda: loop.call_soon(callback))


def call_soon_threadsafe(loop):
    left = OPERATIONS

    def callback():
        nonlocal left
        left -= 1
        if left == 0:
            loop.stop()

    def flood():
        for _ in range(OPERATIONS):
            loop.call_soon_threadsafe(callback)

    thread = threading.Thread(target=flood)
    nanos = timed(loop, thread.start)
    thread.join()
    return nanos


def call_later_cancel(loop):
    def nothing():
        pass

    def callback():
        for _ in range(OPERATIONS):
            loop.call_later(10, nothing).cancel()
        loop.stop()

    return timed(loop, lambda: loop.call_soon(callback))


def timed_coroutine(loop, coroutine):
    begin = time.perf_counter_ns()
    loop.run_until_complete(coroutine)
    return time.perf_counter_ns() - begin


async def switches():
    for _ in range(OPERATIONS):
        await asyncio.sleep(0)


async def one():
    return 1


async def tasks():
    for _ in range(OPERATIONS):
        await asyncio.create_task(one())


async def groups():
    for _ in range(OPERATIONS // GROUP):
        await asyncio.gather(*[one() for _ in range(GROUP)])


async def items():
    queue = asyncio.Queue(1)

    async def produce():
        for i in range(OPERATIONS):
            await queue.put(i)

    producer = asyncio.create_task(produce())
    for _ in range(OPERATIONS):
        await queue.get()
    await producer


MEASURED = {
    "call_soon": call_soon,
    "call_soon_threadsafe": call_soon_threadsafe,
    "call_later_cancel": call_later_cancel,
    "sleep_zero": lambda loop: timed_coroutine(loop, switches()),
    "create_task_await": lambda loop: timed_coroutine(loop, tasks()),
    "gather": lambda loop: timed_coroutine(loop, groups()),
    "queue": lambda loop: timed_coroutine(loop, items()),
}


def new_loop(name):
    if name == "uvloop":
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


loop = new_loop(sys.argv[1])
asyncio.set_event_loop(loop)
measure = MEASURED[sys.argv[2]]
measure(loop)
print(json.dumps([measure(loop) / OPERATIONS for _ in range(int(sys.argv[3]))]))
loop.close()
