import asyncio


async def work(number):
    for _ in range(3):
        print(f"Work {number} is running ..")
        await asyncio.sleep(1)
    return f"Work {number} is finished!"


async def start_all():
    tasks = [asyncio.create_task(work(number)) for number in (2, 1, 3)]
    for following in asyncio.as_completed(tasks):
        print("The task's result is:", await following)


asyncio.run(start_all())
