import asyncio


async def consume(condition, name, delay):
    await asyncio.sleep(delay)
    async with condition:
        await condition.wait()
        print(f"{name}: Resource is available to consumer")


async def wake_one_by_one(condition):
    await asyncio.sleep(2)
    for i in range(1, 3):
        async with condition:
            print("notifying consumer", i)
            condition.notify(i)
        await asyncio.sleep(0.1)


async def wake_all(condition):
    await asyncio.sleep(2)
    async with condition:
        print("Making resource available")
        condition.notify_all()


async def consume_twice(condition):
    await asyncio.wait(
        [
            asyncio.create_task(consume(condition, "c1", 0)),
            asyncio.create_task(consume(condition, "c2", 1)),
        ]
    )


async def run_both():
    condition = asyncio.Condition()
    first = asyncio.create_task(wake_one_by_one(condition))
    await consume_twice(condition)
    first.cancel()
    second = asyncio.create_task(wake_all(condition))
    await consume_twice(condition)
    second.cancel()


asyncio.run(run_both())
