import asyncio


async def take(delay):
    await asyncio.sleep(delay)
    print("the coroutine has run to its end")
    return "a result"


async def try_both():
    try:
        await asyncio.wait_for(take(3600), 1)
    except asyncio.TimeoutError:
        print("timeout!")
    print(await asyncio.wait_for(take(0.5), 1))


asyncio.run(try_both())
