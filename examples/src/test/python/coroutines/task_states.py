import asyncio


async def work():
    print("Start coroutine")
    print("This is a coroutine")


loop = asyncio.new_event_loop()
task = loop.create_task(work())
print("is it a future?", str(asyncio.isfuture(task)).lower())
print("Task state:", task._state)
loop.run_until_complete(task)
print("Task state:", task._state)
loop.close()
