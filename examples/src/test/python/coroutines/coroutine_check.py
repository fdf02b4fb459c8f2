import asyncio


async def do_some_work(seconds):
    print("Waiting", seconds)
    await asyncio.sleep(seconds)


coroutine = do_some_work(3)
print(str(asyncio.iscoroutine(coroutine)).lower())
print(str(asyncio.isfuture(coroutine)).lower())
loop = asyncio.new_event_loop()
task = loop.create_task(coroutine)
print(str(asyncio.iscoroutine(task)).lower())
loop.run_until_complete(task)
loop.close()
