import asyncio


async def work(number, delay):
    await asyncio.sleep(delay)
    return f"Coroutine {number} completed"


async def race():
    tasks = [
        asyncio.create_task(work(1, 2)),
        asyncio.create_task(work(2, 1)),
        asyncio.create_task(work(3, 3)),
    ]
    for following in asyncio.as_completed(tasks):
        print("Completed task:", await following)


asyncio.run(race())
