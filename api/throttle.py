"""Slows guessing: whoever fails often waits longer and longer, but nobody waits for ever.

A browser that has signed somebody in before has a count of its own, so that strangers who guess at
an account cannot keep its owner out; and a new invitation lets in past all of it.
"""

import collections
import dataclasses
import ipaddress
import time
from collections.abc import Callable, Iterable

LONGEST = 900.0
"""Seconds: nobody waits longer after a failure."""
FORGOTTEN = 3600.0
"""Seconds without a failure after which none is remembered."""
_MOST = 20_000


@dataclasses.dataclass(frozen=True)
class Counted:
    """One thing by which failures are counted, and how many are free."""

    sort: str
    name: str
    free: int


@dataclasses.dataclass
class _Count:
    failures: int
    last: float


class Throttle:
    """The failures of this process, by account and by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: collections.OrderedDict[tuple[str, str], _Count] = collections.OrderedDict()

    def begin(self, counted: Iterable[Counted]) -> float:
        """Count an attempt as failed until it succeeds; return the seconds to wait, uncounted.

        Counted beforehand: many attempts at the same moment are many.
        """
        now, all_ = self._clock(), tuple(counted)
        wait = max((self._wait(one, now) for one in all_), default=0.0)
        if wait <= 0:
            for one in all_:
                self._count(one, now)
        return max(wait, 0.0)

    def succeeded(self, counted: Iterable[Counted]) -> None:
        """Take the attempt back; what is counted for the account alone begins anew."""
        for one in counted:
            found = self._counts.get((one.sort, one.name))
            if found and one.sort == "address":
                found.failures -= 1
            elif found:
                del self._counts[(one.sort, one.name)]

    def _wait(self, one: Counted, now: float) -> float:
        found = self._counts.get((one.sort, one.name))
        if found is None or now - found.last >= FORGOTTEN:
            return 0.0
        over = found.failures - one.free
        return found.last + min(2.0**over, LONGEST) - now if over >= 0 else 0.0

    def _count(self, one: Counted, now: float) -> None:
        key = (one.sort, one.name)
        found = self._counts.pop(key, None)
        earlier = found.failures if found and now - found.last < FORGOTTEN else 0
        self._counts[key] = _Count(min(earlier + 1, one.free + 20), now)
        while len(self._counts) > _MOST:
            self._counts.popitem(last=False)


def guesses(account: str, address: str, device: str | None) -> tuple[Counted, ...]:
    """Return what an attempt counts for: the browser that is known, else address and account."""
    if device:
        return (Counted("device", f"{account}\n{device}", 10),)
    near = network(address)
    return (
        Counted("pair", f"{account}\n{near}", 5),
        Counted("address", near, 30),
        Counted("account", account, 50),
    )


def network(address: str) -> str:
    """Return what one household can change its address within: of IPv6 the first half."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
