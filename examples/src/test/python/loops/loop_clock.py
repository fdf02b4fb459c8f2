import asyncio


async def add(a, b):
    print("about to add")
    await asyncio.sleep(3)
    return a + b


loop = asyncio.new_event_loop()
begin = loop.time()
print(loop.run_until_complete(add(3, 4)))
print(f"{int(loop.time() - begin)} seconds")
loop.close()
