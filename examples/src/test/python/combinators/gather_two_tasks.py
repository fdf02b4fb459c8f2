import asyncio


async def work(name, delay):
    print("[work] Start coroutine", name)
    await asyncio.sleep(delay)
    print("[work] Stop coroutine", name)
    return f"Coroutine {name} OK"


loop = asyncio.new_event_loop()
one = loop.create_task(work("ONE", 3))
two = loop.create_task(work("TWO", 1))
loop.run_until_complete(asyncio.gather(one, two))
print("[one]", one.result())
print("[two]", two.result())
loop.close()
