"""Holds coroutines that sleep: COUNT SETTLE_MILLIS SPREAD_MILLIS. Speaks as SleeperLog does."""

import asyncio
import json
import sys

BATCH = 500
STEPS = 20


def say(*words):
    print(*words, flush=True)


async def main(count, settle, spread):
    loop = asyncio.get_running_loop()
    step = max(1, count // STEPS)
    late = []
    all_awake = loop.create_future()

    async def sleeper(due):
        await asyncio.sleep(due - loop.time())
        late.append(loop.time() - due)
        if len(late) % step == 0:
            say("awake", len(late))
        if len(late) == count:
            all_awake.set_result(None)

    begin = loop.time()
    for i in range(count):
        # The timer of each holds its task.
        asyncio.create_task(sleeper(begin + (settle + spread * i // count) / 1000))
        if (i + 1) % BATCH == 0:
            await asyncio.sleep(0)
            if (i + 1) % step == 0:
                say("made", i + 1)
    await asyncio.sleep(0)
    making = loop.time() - begin
    say("asleep")
    await all_awake
    return making, late


for word in "started", "ready":
    say(word)
    sys.stdin.readline()
making, late = asyncio.run(main(*map(int, sys.argv[1:4])))
late.sort()


def at(fraction):
    return max(0, round(late[int(fraction * (len(late) - 1))] * 1e9))


say(
    "done",
    json.dumps(
        {
            "runtime": f"CPython {sys.version.split()[0]}",
            "makingNanos": round(making * 1e9),
            "p50Nanos": at(0.5),
            "p99Nanos": at(0.99),
            "maxNanos": at(1),
        }
    ),
)
sys.stdin.readline()
