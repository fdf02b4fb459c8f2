import asyncio
import threading


class PolicyOfEachThread(asyncio.DefaultEventLoopPolicy):
    def __init__(self):
        super().__init__()
        self.thread = threading.local()

    def choose(self, policy):
        self.thread.policy = policy

    def new_event_loop(self):
        policy = getattr(self.thread, "policy", None)
        return super().new_event_loop() if policy is None else policy.new_event_loop()


class NamedPolicy(asyncio.DefaultEventLoopPolicy):
    def __init__(self, name):
        super().__init__()
        self.name = name

    def new_event_loop(self):
        print("a loop by the", self.name, "policy")
        return super().new_event_loop()


async def value(number):
    return number


def work(policy, number):
    policies.choose(policy)
    print(asyncio.run(value(number)))


policies = PolicyOfEachThread()
asyncio.set_event_loop_policy(policies)
for name, number in ("first", 1), ("second", 2):
    thread = threading.Thread(target=work, args=(NamedPolicy(name), number))
    thread.start()
    thread.join()
print(asyncio.run(value(3)))
