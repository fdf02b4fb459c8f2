import asyncio

done = []
lock = asyncio.Lock()


async def work(name):
    print("before the lock")
    async with lock:
        print(name, "start")
        if "x" in done:
            return name
        await asyncio.sleep(0)
        print("----------")
        done.append("x")
        print(name, "end")
        return name


async def call(name):
    print(await work(name), "ok")


async def call_both():
    await asyncio.wait([asyncio.create_task(call("one")), asyncio.create_task(call("two"))])


asyncio.run(call_both())
