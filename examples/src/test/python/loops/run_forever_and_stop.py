import asyncio


async def do_some_work(loop, seconds):
    print("Waiting", seconds)
    await asyncio.sleep(seconds)
    print("Done")
    loop.stop()


loop = asyncio.new_event_loop()
task = loop.create_task(do_some_work(loop, 3))
loop.run_forever()
print("the loop has stopped")
loop.close()
