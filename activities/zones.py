"""Times with an offset beside times without one: both in one log cannot be put in order."""

from activities.files import Spot, SpotError


def mixed(without: Spot, line: int | None) -> SpotError:
    """Return the error for a time that has no offset, where that on another line has one."""
    on_line = (f"that on line {line} has", f"第 {line} 行有") if line else ("others have", "其他有")
    return without.bad(
        f"this time has no time zone, but {on_line[0]}; write one to all or to none",
        f"该时间没有时区，而{on_line[1]}；请全部写明或全部不写",
    )
