import asyncio


async def set_after(future):
    await asyncio.sleep(2)
    future.set_result("666")


async def wait_for_it():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    await loop.create_task(set_after(future))
    print(str(future.done()).lower())
    print(await future)


asyncio.run(wait_for_it())
