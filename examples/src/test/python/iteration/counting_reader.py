import asyncio


class CountingReader:
    def __init__(self):
        self.count = 0

    async def readline(self):
        await asyncio.sleep(0.001)
        self.count += 1
        return None if self.count == 100 else self.count

    def __aiter__(self):
        return self

    async def __anext__(self):
        line = await self.readline()
        if line is None:
            raise StopAsyncIteration
        return line


async def main():
    async for line in CountingReader():
        print(line)


asyncio.run(main())
