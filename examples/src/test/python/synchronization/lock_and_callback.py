import asyncio
import functools


def unlock(lock):
    print("callback releasing lock")
    lock.release()


async def use_lock(name, lock):
    print(name, "waiting for the lock")
    async with lock:
        print(name, "acquired lock")
    print(name, "released lock")


async def take_turns():
    lock = asyncio.Lock()
    await lock.acquire()
    loop = asyncio.get_running_loop()
    loop.call_later(0.1, functools.partial(unlock, lock))
    tasks = [
        asyncio.create_task(use_lock("l1", lock)),
        asyncio.create_task(use_lock("l2", lock)),
    ]
    await asyncio.wait(tasks)


asyncio.run(take_turns())
