import asyncio
import functools


async def work():
    print("[work] Start coroutine")
    print("[work] This is a coroutine")


def call_back(name, future):
    print("[callback] Hello", name)
    print("[callback] done:", str(future.done()).lower())


loop = asyncio.new_event_loop()
task = loop.create_task(work())
task.add_done_callback(functools.partial(call_back, "reader"))
print("added")
loop.run_until_complete(task)
loop.close()
