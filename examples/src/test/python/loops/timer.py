import asyncio


async def timer(delay, callback):
    sleeping = asyncio.ensure_future(asyncio.sleep(delay))
    sleeping.add_done_callback(callback)
    print("set")
    await sleeping


asyncio.run(timer(3, lambda future: print("Done")))
