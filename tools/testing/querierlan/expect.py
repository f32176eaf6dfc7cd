# SPDX-License-Identifier: GPL-2.0
"""What a test expects of what it saw; each fails with an AssertionError."""
import time

PATIENCE = 60                   # s of real time for what takes a moment, however busy the machine is
PAUSE = 0.2                     # s between two looks


def expect(condition, text):
    __tracebackhide__ = True
    if not condition:
        raise AssertionError(text)


def expect_equal(got, wanted, what):
    __tracebackhide__ = True
    expect(got == wanted, "%s: expected %r, got %r" % (what, wanted, got))


def expect_soon(look, wanted, what):
    """What LOOK finds comes to be what is wanted. In simulated time nothing may poll: expect_equal() there."""
    __tracebackhide__ = True
    end = time.monotonic() + PATIENCE
    got = look()
    while got != wanted and time.monotonic() < end:
        time.sleep(PAUSE)
        got = look()
    expect_equal(got, wanted, what)


def expect_near(got, wanted, what, tolerance=0.002):
    """For values that are cut to milliseconds on the way here."""
    __tracebackhide__ = True
    expect(abs(got - wanted) <= tolerance, "%s: expected %.6g, got %.6g" % (what, wanted, got))


def expect_times(packets, wanted, what, tolerance=0.001):
    """The packets, and no others, came at these times."""
    __tracebackhide__ = True
    times = [packet.time for packet in packets]
    right = len(times) == len(wanted) and all(abs(t - w) <= tolerance for t, w in zip(times, wanted))
    expect(right, "%s: expected at %s, got %s" % (what, seconds(wanted), seconds(times)))


def seconds(times):
    return "[%s]" % ", ".join("%.6g" % t if t < 1000 else "%.3f" % t for t in times)


def expect_refused(write, error, what):
    """WRITE, a function, fails with the error."""
    __tracebackhide__ = True
    try:
        write()
    except OSError as e:
        expect_equal(e.errno, error, what)
        return
    raise AssertionError("%s was not refused" % what)
