import asyncio


async def hello(a, b):
    print("Hello world begin")
    await asyncio.sleep(3)
    print("Hello again end")
    return a + b


async def compute_all():
    tasks = [asyncio.create_task(hello(10, number)) for number in range(10)]
    for result in await asyncio.gather(*tasks):
        print(result)


asyncio.run(compute_all())
