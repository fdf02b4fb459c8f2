import asyncio


async def do_work():
    await asyncio.sleep(2)
    print("Coroutine completed")
    return "a result"


async def wait_for(work):
    try:
        print("shield returned", await asyncio.shield(work))
    except asyncio.CancelledError:
        print("the waiting was cancelled")


async def cancel_the_waiting():
    work = asyncio.create_task(do_work())
    waiting = asyncio.create_task(wait_for(work))
    await asyncio.sleep(1)
    waiting.cancel()
    await waiting
    print("cancelled:", str(work.cancelled()).lower())
    await wait_for(work)


asyncio.run(cancel_the_waiting())
