import asyncio

under_way = 0


async def fetch(number):
    await asyncio.sleep(0.5 + 0.1 * number)
    return number * number


async def print_result(semaphore, number):
    global under_way
    async with semaphore:
        under_way += 1
        result = await fetch(number)
        print(f"fetch({number}) = {result}, one of {under_way}")
        under_way -= 1


async def fetch_all():
    semaphore = asyncio.Semaphore(3)
    tasks = [asyncio.create_task(print_result(semaphore, n)) for n in range(12)]
    await asyncio.wait(tasks)


asyncio.run(fetch_all())
