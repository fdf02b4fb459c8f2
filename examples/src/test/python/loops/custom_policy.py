import asyncio


class CountingPolicy(asyncio.DefaultEventLoopPolicy):
    count = 0

    def new_event_loop(self):
        self.count += 1
        print("making loop", self.count)
        return super().new_event_loop()


async def value(number):
    return number


async def main(number):
    return await asyncio.create_task(value(number)) + 1


asyncio.set_event_loop_policy(CountingPolicy())
print(asyncio.run(main(1)))
print(asyncio.run(main(3)))
