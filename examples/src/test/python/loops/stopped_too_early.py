import asyncio


async def do_some_work(loop, seconds):
    print("Waiting", seconds)
    await asyncio.sleep(seconds)
    print("Done", seconds)
    loop.stop()


loop = asyncio.new_event_loop()
quick = loop.create_task(do_some_work(loop, 1))
slow = loop.create_task(do_some_work(loop, 3))
loop.run_forever()
print("the slow one is done:", str(slow.done()).lower())
loop.run_forever()
print("the slow one is done:", str(slow.done()).lower())
loop.close()
