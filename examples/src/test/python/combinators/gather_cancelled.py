import asyncio


async def sleep_long(name):
    print(name, "sleeps")
    await asyncio.sleep(3600)


async def cancel_all():
    first = asyncio.create_task(sleep_long("first"))
    second = asyncio.create_task(sleep_long("second"))
    both = asyncio.gather(first, second, return_exceptions=True)

    async def cancel_later():
        await asyncio.sleep(1)
        print("cancelling")
        both.cancel()

    canceller = asyncio.create_task(cancel_later())
    try:
        await both
    except asyncio.CancelledError:
        print("gather was cancelled")
    await canceller
    print("children:", str(first.cancelled()).lower(), str(second.cancelled()).lower())


asyncio.run(cancel_all())
