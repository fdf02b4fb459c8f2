import asyncio


async def factorial(name, number):
    product = 1
    for i in range(2, number + 1):
        print(f"Task {name}: Compute factorial({i})...")
        await asyncio.sleep(1)
        product *= i
    print(f"Task {name}: factorial({number}) = {product}")
    return f"Task {name}: Finished!"


async def compute_all():
    results = await asyncio.gather(
        factorial("A", 2), factorial("B", 3), factorial("C", 4)
    )
    for result in results:
        print(result)


asyncio.run(compute_all())
