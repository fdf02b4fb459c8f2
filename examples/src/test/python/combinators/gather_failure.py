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
    bad = asyncio.create_task(factorial("error", 0))
    good = asyncio.create_task(factorial("A", 2))
    better = asyncio.create_task(factorial("B", 3))
    try:
        print("results:", await asyncio.gather(bad, good, better))
    except Exception as e:
        print("caught:", e)
    print("cancelled:", str(good.cancelled()).lower())
    print("the sibling returned", await better)


asyncio.run(compute_all())
