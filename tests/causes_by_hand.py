"""A log whose causes of waiting were worked out by hand, and the table that must come of it.

Bo works from 9 to 12 and from 13 to 18, Monday to Friday; 2026-03-02 is a Monday. Nobody else's
hours are known, so that only waits for Bo are told. As in the tables that are published with the
method, each row is a transition, in seconds.
"""

import csv
import io
import json
from typing import Any

LOG = """ticket,team,who,did,began,ended
1,Sales,Ann,ask,2026-03-02 09:00,2026-03-02 10:00
1,Legal,Bo,answer,2026-03-02 12:00,2026-03-02 13:00
2,Sales,Cy,ask,2026-03-02 09:00,2026-03-02 09:30
2,Legal,Bo,check,2026-03-02 10:00,2026-03-02 11:00
3,Sales,Di,ask,2026-03-02 09:00,2026-03-02 10:30
3,Legal,Bo,file,2026-03-02 11:00,2026-03-02 12:00
4,Sales,Ann,ask,2026-03-03 09:00,2026-03-03 10:00
5,Sales,Cy,ask,2026-03-03 09:00,2026-03-03 11:00
4,Legal,Bo,answer,2026-03-03 11:30,2026-03-03 12:00
5,Legal,Bo,answer,2026-03-03 12:00,2026-03-03 12:30
6,Sales,Ann,ask,2026-03-04 09:00,2026-03-04 11:30
6,Legal,Bo,answer,2026-03-05 10:00,2026-03-05 11:00
7,N/A,Ann,ask,2026-03-04 14:00,2026-03-04 14:30
7,N/A,Ann,ask,2026-03-04 14:00,2026-03-04 14:30
"""
"""Case 1 waits while Bo is busy with what came earlier (10 to 11) and later (11 to 12); 4 for its
batch until 11; 6 over lunch and a night. One event stands twice and has no department."""

CALENDARS = json.dumps(
    {
        "Bo": [
            {"from": "MONDAY", "to": "FRIDAY", "beginTime": "09:00:00", "endTime": "12:00:00"},
            {"from": "MONDAY", "to": "FRIDAY", "beginTime": "13:00:00", "endTime": "18:00:00"},
        ]
    }
)
COLUMNS = {
    "case": "ticket",
    "activity": "did",
    "start": "began",
    "end": "ended",
    "resource": "who",
}
"""Which columns are what, besides the department's, which has two names."""

_EXPECTED = """source_activity,source_resource,target_activity,target_resource,frequency,cases,\
wt_total,wt_batching,wt_prioritization,wt_contention,wt_unavailability,wt_extraneous
ask,Ann,answer,Bo,3,1 4 6,93600,3600,3600,3600,57600,25200
ask,Cy,answer,Bo,1,5,3600,0,0,1800,0,1800
ask,Cy,check,Bo,1,2,1800,0,0,0,0,1800
ask,Di,file,Bo,1,3,1800,0,0,1800,0,0
"""


def expected() -> list[dict[str, Any]]:
    """Return the causes as the document has them."""
    return [
        {name: _value(name, text) for name, text in row.items()}
        for row in csv.DictReader(io.StringIO(_EXPECTED))
    ]


def _value(name: str, text: str) -> Any:
    if name == "cases":
        return text.split()
    return int(text) if name == "frequency" or name.startswith("wt_") else text
