import asyncio


def make_loop():
    print("making a loop")
    return asyncio.new_event_loop()


async def add(number):
    global total
    total += number
    return total


total = 0
with asyncio.Runner(loop_factory=make_loop) as runner:
    first = runner.get_loop()
    print(runner.run(add(1)))
    print(runner.run(add(2)))
    print("the same loop:", str(runner.get_loop() is first).lower())
print("closed:", str(first.is_closed()).lower())
print(asyncio.run(add(3)))
