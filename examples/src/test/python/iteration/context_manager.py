import asyncio


class ContextManager:
    async def do_something(self):
        return 666

    async def __aenter__(self):
        print("connecting")
        await asyncio.sleep(1)
        return self

    async def __aexit__(self, exc_type, exc, tb):
        print("closing")
        await asyncio.sleep(1)
        print("closed")


async def main():
    async with ContextManager() as manager:
        print(await manager.do_something())


asyncio.run(main())
