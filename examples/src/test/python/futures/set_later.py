import asyncio


async def set_after(future, delay, value):
    await asyncio.sleep(delay)
    future.set_result(value)


async def greet():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    setter = loop.create_task(set_after(future, 1, "... world"))
    print("hello ...")
    print(await future)
    assert setter is not None


asyncio.run(greet())
