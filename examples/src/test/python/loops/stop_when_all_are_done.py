import asyncio
import functools


async def do_some_work(seconds):
    print("Waiting", seconds)
    await asyncio.sleep(seconds)
    print("Done", seconds)


def stop(loop, everything):
    print("all done:", str(everything.done()).lower())
    loop.stop()


loop = asyncio.new_event_loop()
everything = asyncio.gather(
    loop.create_task(do_some_work(1)), loop.create_task(do_some_work(3))
)
everything.add_done_callback(functools.partial(stop, loop))
loop.run_forever()
loop.close()
