import asyncio
import functools


async def work(number):
    for _ in range(3):
        print(f"Work {number} is running ..")
    return f"Work {number} is finished"


def call_back(number, future):
    print(f"Callback: {future.result()}, the number is {number}")


loop = asyncio.new_event_loop()
task = loop.create_task(work(1))
task.add_done_callback(functools.partial(call_back, 100))
loop.run_until_complete(task)
loop.close()
