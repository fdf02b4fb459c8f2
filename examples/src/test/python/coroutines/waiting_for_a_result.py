import asyncio


async def add(a, b):
    print("the coroutine begins")
    await asyncio.sleep(3)
    print("the coroutine ends")
    return a + b


async def main():
    print(await add(10, 20))
    print("main goes on")


asyncio.run(main())
