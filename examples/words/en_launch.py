"""English: launching a new product."""

from examples.setting import (
    Gauge,
    Grievance,
    Setting,
    Subject,
    Tension,
    desks,
    lines,
    pairs,
    parts,
)
from examples.words.en_quarrels import LAUNCH

DESKS = desks("""
    Marketing / Brand Team / Category Management
        | launch brief / claim agreement | market planning
        | on_date | {target} % of launches on the planned date
    Product Development / Research and Development / Recipe Development
        | recipe freeze / pilot batch | product design
        | late_changes | No more than {target} late changes per product
    Regulatory Affairs / Food Law / Labelling and Law
        | label review / registration | food law
        | launch_days | Our part in a launch of {target} days is done on time
    Packaging / Packaging Design / Pack Studio
        | artwork / print proof | pack design
        | late_changes | Late artwork changes down to {target} per product
    Procurement / Purchasing / Materials
        | material quote / first order | purchasing
        | shortages | Shortages in first runs below {target} %
    Production Planning / Operations Planning / Factory Planning
        | line slot / first run | scheduling
        | launch_days | From brief to first pallet in {target} days
    Field Sales / Retail Sales / National Accounts
        | listing talks / store rollout | retail sales
        | sold_first_month | {target} % of the first pallets sold in a month
    Quality Assurance / Product Safety / Food Safety
        | release test / shelf life check | food safety
        | shortages | Rejected material causes shortages in at most {target} % of runs
""")

GAUGES = (
    Gauge("launch_days", "Days from brief to first pallet", "days", "lower", 118, "launch plan"),
    Gauge("on_date", "Launches on the planned date", "%", "higher", 46, "launch plan"),
    Gauge("late_changes", "Late changes per product", "changes", "lower", 7.1, "design system"),
    Gauge("shortages", "Shortages in first runs", "%", "lower", 11.5, "planning system"),
    Gauge("sold_first_month", "First pallets sold in a month", "%", "higher", 55, "store reports"),
    Gauge("new_lines", "New lines per quarter", "lines", "higher", 9.5, "launch plan"),
    Gauge("first_run", "Size of the first run", "pallets", "lower", 320, "planning system"),
)

TENSIONS = (
    Tension(
        "new_lines",
        (5, "Hold new lines to {target} a quarter so that the plant can breathe"),
        (0, "Bring {target} new lines a quarter to the shelf"),
    ),
    Tension(
        "first_run",
        (5, "First runs of {target} pallets at most, no leftovers"),
        (6, "First runs of {target} pallets, no empty shelves in launch week"),
    ),
)

SUBJECTS = (
    Subject(
        lines("""
            the claims change after the samples are made
            there are three launch calendars and three different dates
            a rival's new flavour is enough to throw the plan over
            samples go round until nobody knows which version it is
        """),
        lines("""
            Two weeks of work went into the bin.
            We missed the last slot before the holidays.
            What came out in the end pleased none of us.
        """),
        lines("""
            Freeze the claims at the brief, please.
            One launch calendar, and only one, would do.
        """),
        lines("""
            The spring product kept its claims from start to finish, a pleasure.
            Since samples carry a version label, nobody has mixed them up.
        """),
    ),
    Subject(
        lines("""
            the first pallets arrive before there is a single poster
            stores ask for a delivery date and we have none
            first runs are always booked into the busiest week
        """),
        lines("""
            The stores put the old line back on the shelf.
            The promotion started a week late because of that.
        """),
        lines("""
            Could posters and pallets leave on the same truck?
            Keep first runs out of the last week of the month.
        """),
        lines("""
            Posters and pallets came on one day this time, stores liked it.
            The first pallets were in three days early, what a relief.
        """),
    ),
)

GRIEVANCES = (
    Grievance(
        3,
        "colour proofs",
        lines("""
            We pay for colour proofs out of our own training money.
            Colour proofs come back from the printer after the deadline, every time.
            Nobody has calibrated a screen here, so colour proofs are guesswork.
            Five rounds of colour proofs for one lid is not normal.
            Colour proofs are judged on a phone, in the car, by whoever is free.
            The courier lost our colour proofs twice and we got the blame.
            I spent my weekend redoing colour proofs for all four lids.
            A light booth would end the fights about colour proofs.
        """),
    ),
    Grievance(
        7,
        "night samples",
        lines("""
            Night samples are taken by whoever is awake, which is always the same two of us.
            There is no heating in the room where we log night samples.
            Night samples are not paid as overtime, although they start at two.
            We lose night samples because the fridge has no label space.
            Half of the night samples could wait until morning, nobody has checked.
            After night samples I drive home at four, and it frightens me.
            Our rota ignores night samples altogether.
            Please ask for volunteers before you add more night samples.
        """),
    ),
)

SETTING = Setting(
    key="launch",
    titles=lines("""
        New products on the shelf on the day
        Launching together
        From brief to shelf without rework
    """),
    companies=parts("""
        Alder & Rye Foods / Bramble Dairy / Kestrel Tea Company /
        Orchard Lane Bakeries / Saltmarsh Snacks
    """),
    backgrounds=lines("""
        Half of this year's launches at {company} came late, two of them after the season.
        At {company} every department keeps a launch calendar of its own, and no two agree.
        Rivals of {company} launch in three months. The board wants to know where our time goes.
    """),
    lead=0,
    desks=DESKS,
    gauges=GAUGES,
    objectives=(
        ("New products are on the shelf on the promised day", "on_date"),
        ("The way from brief to shelf is short", "launch_days"),
        ("What we launch sells, without leftovers and without gaps", "sold_first_month"),
        ("What has been agreed stays agreed", "late_changes"),
    ),
    tensions=TENSIONS,
    subjects=SUBJECTS,
    grievances=GRIEVANCES,
    quarrel=LAUNCH,
    ideas=pairs("""
        One launch calendar
            | Put all dates into one calendar; whoever moves one writes why and who is affected.
        A label on every sample
            | A small label with a version on every sample, and reviews go by the label only.
    """),
)
