import asyncio


async def work(number):
    for _ in range(3):
        print(f"Work {number} is running ..")
    return f"Work {number} is finished"


def call_back(future):
    print("Callback:", future.result())


loop = asyncio.new_event_loop()
task = loop.create_task(work(1))
task.add_done_callback(call_back)
loop.run_until_complete(task)
loop.close()
