import asyncio


async def work(number):
    for _ in range(3):
        print(f"Work {number} is running ..")
        await asyncio.sleep(1)
    return f"Work {number} is finished!"


async def start_all():
    tasks = [asyncio.create_task(work(number)) for number in (1, 2, 3)]
    done, pending = await asyncio.wait(tasks)
    for task in done:
        print("The task's result is:", task.result())


asyncio.run(start_all())
