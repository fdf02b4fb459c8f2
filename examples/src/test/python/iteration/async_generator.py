import asyncio


async def ticks(count):
    for i in range(count):
        yield i
        await asyncio.sleep(0.2)


async def print_ticks(name):
    async for tick in ticks(3):
        print(name, tick)


async def print_both():
    first = asyncio.create_task(print_ticks("first"))
    second = asyncio.create_task(print_ticks("second"))
    await first
    await second


asyncio.run(print_both())
