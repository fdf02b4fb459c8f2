import asyncio
import functools


def set_event(event):
    print("setting event in callback")
    event.set()


async def wait_for(name, event):
    print(name, "waiting for event")
    await event.wait()
    print(name, "triggered")


async def run_both():
    event = asyncio.Event()
    print("event start state:", str(event.is_set()).lower())
    loop = asyncio.get_running_loop()
    loop.call_later(0.1, functools.partial(set_event, event))
    await asyncio.wait(
        [
            asyncio.create_task(wait_for("e1", event)),
            asyncio.create_task(wait_for("e2", event)),
        ]
    )
    print("event end state:", str(event.is_set()).lower())


asyncio.run(run_both())
