import asyncio


async def foo():
    return 42


async def wait_for_it():
    task = asyncio.create_task(foo())
    done, pending = await asyncio.wait({task})
    if task in done:
        print("The task's result is", task.result())


asyncio.run(wait_for_it())
