import asyncio


async def work():
    print(1)
    await asyncio.sleep(2)
    print(2)
    return "returned"


async def start_both():
    print("main begins")
    tasks = [
        asyncio.create_task(work(), name="n1"),
        asyncio.create_task(work(), name="n2"),
    ]
    print("main ends")
    done, pending = await asyncio.wait(tasks)
    for task in done:
        print("done:", task.get_name(), task.result())
    print("pending:", len(pending))


asyncio.run(start_both())
