import asyncio


async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)


async def talk():
    hello = asyncio.create_task(say_after(1, "hello"))
    world = asyncio.create_task(say_after(2, "world"))
    started = asyncio.get_running_loop().time()
    print("started")
    await hello
    await world
    seconds = asyncio.get_running_loop().time() - started
    print(f"finished after {int(seconds)} seconds")


asyncio.run(talk())
