import asyncio
import time


async def busy_work(number):
    print("Starting", number)
    time.sleep(0.05)
    print("Started", number)
    for _ in range(3):
        print(f"Work {number} is running ..")
        await asyncio.sleep(2)
    return f"Work {number} is finished"


async def work(number):
    print("Starting", number)
    for _ in range(3):
        await asyncio.sleep(0.9)
        print(f"Work {number} is running ..")
    return f"Work {number} is finished"


async def start_both():
    tasks = [asyncio.create_task(busy_work(1)), asyncio.create_task(work(2))]
    done, pending = await asyncio.wait(tasks)
    for task in done:
        print(task.result())


asyncio.run(start_both())
