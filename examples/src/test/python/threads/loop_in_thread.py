import asyncio
import threading

UNIT = 0.04


async def work(units):
    print(f"calling work, which takes {units}\n", end="")
    await asyncio.sleep(UNIT * units)
    print(f"after {units}, work ends\n", end="")


def start_loop(loop):
    asyncio.set_event_loop(loop)
    loop.run_forever()


loop = asyncio.new_event_loop()
thread = threading.Thread(target=start_loop, args=(loop,))
thread.start()
futures = [asyncio.run_coroutine_threadsafe(work(units), loop) for units in (3, 2, 1)]
for letter in "iloveu":
    print(f"{letter}\n", end="")
for future in futures:
    future.result()
loop.call_soon_threadsafe(loop.stop)
thread.join()
loop.close()
print("closed:", str(loop.is_closed()).lower())
