import asyncio


async def hello(number, delay):
    print(f"Hello world {number:02d} begin")
    await asyncio.sleep(delay)
    print(f"Hello again {number:02d} end")


async def add(a, b):
    await hello(1, 3)
    return a + b


async def subtract(a, b):
    await hello(2, 2)
    return a - b


async def multiply(a, b):
    await hello(3, 4)
    return a * b


async def compute_all():
    return await asyncio.gather(add(10, 5), subtract(10, 5), multiply(10, 5))


loop = asyncio.new_event_loop()
for result in loop.run_until_complete(compute_all()):
    print(result)
loop.close()
