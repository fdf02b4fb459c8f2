import asyncio


async def factorial(name, number):
    if name == "error":
        print("Task error fails")
        raise EOFError("nothing to read")
    product = 1
    for i in range(2, number + 1):
        print(f"Task {name}: factorial({number}), i={i}...")
        await asyncio.sleep(1)
        product *= i
    print(f"Task {name}: {number}! = {product}")
    return product


async def compute_all():
    print("begin")
    outcomes = await asyncio.gather(
        factorial("error", 0),
        factorial("A", 2),
        factorial("B", 3),
        factorial("C", 4),
        return_exceptions=True,
    )
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            print("I caught:", outcome)
        else:
            print("result:", outcome)
    print("end")


asyncio.run(compute_all())
