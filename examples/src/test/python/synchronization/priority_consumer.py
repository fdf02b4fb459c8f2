import asyncio

NUMBERS = [6, 4, 22, 48, 9, 90, 40]


async def fetch(semaphore, number):
    async with semaphore:
        await asyncio.sleep(0.1)
        return number


async def produce(queue):
    for number in NUMBERS:
        print("producing", number)
        await queue.put(number)


async def consume(queue, semaphore):
    while True:
        number = await queue.get()
        print(f"consuming {await fetch(semaphore, number)}...")
        queue.task_done()


async def produce_and_consume():
    queue = asyncio.PriorityQueue()
    consumer = asyncio.create_task(consume(queue, asyncio.Semaphore(3)))
    await produce(queue)
    await queue.join()
    consumer.cancel()


asyncio.run(produce_and_consume())
