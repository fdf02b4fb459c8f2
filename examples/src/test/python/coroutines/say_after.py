import asyncio


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def talk():
    started = asyncio.get_running_loop().time()
    await say_after(1, "hello")
    await say_after(2, "world")
    seconds = asyncio.get_running_loop().time() - started
    print(f"finished after {int(seconds)} seconds")


asyncio.run(talk())
