import asyncio


def start(name, delay):
    async def work():
        await asyncio.sleep(delay)
        print(name, "completed")

    return asyncio.create_task(work(), name=name)


async def race():
    tasks = [start("Coroutine 1", 2), start("Coroutine 2", 1)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        print("Completed task:", task.get_name())
    for task in pending:
        print("Pending task:", task.get_name())


asyncio.run(race())
