import asyncio


async def nested(number):
    print(f"nested{number}")
    await asyncio.sleep(0.5)
    print(f"nested{number} is finished!")
    return number


async def start_all():
    print("main")
    tasks = [asyncio.create_task(nested(number)) for number in range(1, 5)]
    await asyncio.sleep(1)
    for task in tasks:
        print(await task)


asyncio.run(start_all())
