import asyncio


async def hello(a, b):
    print("Hello world 01 begin")
    await asyncio.sleep(3)
    print("Hello again 01 end")
    return a + b


loop = asyncio.new_event_loop()
task = loop.create_task(hello(10, 5))
loop.run_until_complete(task)
print("-" * 20)
print(task.result())
loop.close()
