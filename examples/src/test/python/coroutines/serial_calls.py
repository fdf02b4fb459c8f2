import asyncio


async def hello(number, delay):
    print(f"Hello world {number:02d} begin")
    await asyncio.sleep(delay)
    print(f"Hello again {number:02d} end")


async def greet():
    started = asyncio.get_running_loop().time()
    print("Hello world 03 begin")
    await hello(2, 2)
    await hello(1, 3)
    print("Hello again 03 end")
    print("-" * 20)
    print(f"{int(asyncio.get_running_loop().time() - started)} seconds")


asyncio.run(greet())
