import asyncio


async def first():
    print(1)
    await asyncio.sleep(2)
    print(2)


async def second():
    print(3)
    await asyncio.sleep(2)
    print(4)


loop = asyncio.new_event_loop()
tasks = [loop.create_task(first()), loop.create_task(second())]
loop.run_until_complete(asyncio.wait(tasks))
loop.close()
