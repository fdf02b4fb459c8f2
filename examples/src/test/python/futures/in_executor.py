import asyncio
import concurrent.futures
import time


def block(pool):
    time.sleep(0.05)
    return pool


async def use_both():
    loop = asyncio.get_running_loop()
    first = await loop.run_in_executor(None, block, "default pool")
    print("result of the", first)
    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        second = await loop.run_in_executor(threads, block, "custom pool")
        print("result of the", second)


asyncio.run(use_both())
