#!/usr/bin/python3
"""How long it takes to load the module, and to unload it, where there are many devices.

Kernel: uml-plain
Memory: 1G

It makes two folders for each device, and removes them, with rtnl held: nothing
of the network can be configured meanwhile.
"""

import time

from bench import QUERIER, QUICK, figure, module, run

DEVICES = 8000
ROUNDS = 3 if QUICK else 7
TARGET_MS = 500


def measure():
    """Milliseconds to load and to unload it, of all rounds."""
    loading, unloading = [], []
    for _ in range(ROUNDS):
        start = time.monotonic()
        with module(QUERIER):
            loading.append((time.monotonic() - start) * 1000)
            # What was put off until after a grace period.
            time.sleep(1)
            start = time.monotonic()
        unloading.append((time.monotonic() - start) * 1000)
        time.sleep(1)	# as above
    return loading, unloading


def main():
    batch = [f"link add lan{i} type dummy\nlink set lan{i} multicast on up"
             for i in range(DEVICES)]
    run("ip -batch -", input="\n".join(batch), text=True)
    for what, times in zip(("load", "unload"), measure()):
        print(f"{what}, ms: " + " ".join(f"{each:.0f}" for each in times))
        figure(f"{what} the module beside {DEVICES} devices",
               f"the fastest of {ROUNDS}", min(times), TARGET_MS,
               min(times) <= TARGET_MS, "ms")


if __name__ == "__main__":
    main()
