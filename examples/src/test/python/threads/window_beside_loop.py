"""The window's thread is played by one that takes calls from a queue."""

import asyncio
import queue
import threading

calls = queue.Queue()
label = "waiting for the result"


def mainloop():
    while (call := calls.get()) is not None:
        call()


def show(result):
    global label
    label = str(result)
    print("the label says:", label)
    calls.put(None)


async def compute():
    await asyncio.sleep(0.05)
    calls.put(lambda: show(300))


def press():
    print("pressed, the label says:", label)
    asyncio.run_coroutine_threadsafe(compute(), loop)


loop = asyncio.new_event_loop()
thread = threading.Thread(target=loop.run_forever)
thread.start()
calls.put(press)
mainloop()
loop.call_soon_threadsafe(loop.stop)
thread.join()
loop.close()
