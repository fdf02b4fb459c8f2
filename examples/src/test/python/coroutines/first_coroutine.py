import asyncio


async def work(number):
    for _ in range(3):
        print(f"Work {number} is running ..")
    return f"Work {number} is finished"


loop = asyncio.new_event_loop()
print(loop.run_until_complete(work(1)))
loop.close()
