import asyncio


async def wait_seconds(seconds):
    print(f"waiting {seconds}s")
    await asyncio.sleep(seconds)
    print(f"waited {seconds}s")


async def start_three():
    unawaited = [
        asyncio.create_task(wait_seconds(1)),
        asyncio.create_task(wait_seconds(5)),
    ]
    await asyncio.create_task(wait_seconds(3))
    assert len(unawaited) == 2


asyncio.run(start_three())
