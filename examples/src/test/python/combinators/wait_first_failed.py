import asyncio


async def wait_seconds(name, seconds):
    if name == "A":
        raise EOFError("A has failed")
    print(f"{name} waits {seconds}s")
    await asyncio.sleep(seconds)
    print(name, "has waited")
    return seconds


async def race():
    tasks = [
        asyncio.create_task(wait_seconds("A", 3)),
        asyncio.create_task(wait_seconds("B", 2)),
        asyncio.create_task(wait_seconds("C", 1)),
    ]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    print("done:", len(done))
    print("pending:", len(pending))
    await asyncio.sleep(5)
    for task in done:
        print("exception:", task.exception())


asyncio.run(race())
