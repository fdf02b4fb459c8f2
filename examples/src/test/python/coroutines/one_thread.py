import asyncio
import threading


async def hello(number, delay, mine):
    same = threading.current_thread() is mine
    print(f"Hello world {number:02d} begin, on the same thread: {str(same).lower()}")
    await asyncio.sleep(delay)
    print(f"Hello again {number:02d} end")


async def greet():
    thread = threading.current_thread()
    loop = asyncio.get_running_loop()
    started = loop.time()
    tasks = [
        asyncio.create_task(hello(1, 3, thread)),
        asyncio.create_task(hello(2, 2, thread)),
        asyncio.create_task(hello(3, 1, thread)),
    ]
    await asyncio.wait(tasks)
    print("-" * 20)
    print(f"{int(loop.time() - started)} seconds")


asyncio.run(greet())
