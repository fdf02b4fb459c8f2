import asyncio


async def others():
    print("start")
    await asyncio.sleep(2)
    print("end")
    return "a result"


async def ask():
    print("inside the coroutine")
    print("first answer:", await others())
    print("second answer:", await others())


asyncio.run(ask())
