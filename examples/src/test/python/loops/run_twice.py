import asyncio


async def work(seconds):
    print("Waiting", seconds)
    await asyncio.sleep(seconds)
    return f"Done {seconds}"


loop = asyncio.new_event_loop()
print(loop.run_until_complete(work(1)))
print(loop.run_until_complete(work(3)))
loop.close()
print("closed:", str(loop.is_closed()).lower())
late = work(3)
try:
    loop.run_until_complete(late)
except RuntimeError:
    print("a closed loop does not run")
late.close()
