# SPDX-License-Identifier: GPL-2.0
"""The module's work items, as the kernel's own tracepoints of work queues see them."""
import os
import re

from querierlan.trace import TRACING, mount, write

EVENTS = ("workqueue_queue_work", "workqueue_execute_start", "workqueue_execute_end")
LINE = re.compile(r": (%s): work struct ?=? ?\S+ function[= ](\S+) \[igmp_querier\](?: workqueue=(\S+))?"
                  % "|".join(EVENTS))


class WorkTrace:
    """All that is queued and run, from now on."""

    def __init__(self):
        mount()
        write("trace", "")
        self._switch("1")

    @staticmethod
    def _switch(on):
        for event in EVENTS:
            write("events/workqueue/%s/enable" % event, on)

    def close(self):
        self._switch("0")

    @staticmethod
    def runs():
        """How many of the module's work items ran, how many at once at most, and the queues that they were in."""
        runs = running = most = 0
        queues = set()
        with open(os.path.join(TRACING, "trace")) as f:
            found = LINE.findall(f.read())
        for event, _, queue in found:
            if event == "workqueue_queue_work":
                queues.add(queue)
            elif event == "workqueue_execute_start":
                runs += 1
                running += 1
            elif running:       # what began before the oldest line is not known
                running -= 1
            most = max(most, running)
        return runs, most, queues
