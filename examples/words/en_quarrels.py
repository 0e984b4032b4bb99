"""English: a conflict for each setting."""

from examples.setting import Quarrel, Side, options

ONBOARDING = Quarrel(
    "How much security review a customer needs before going live",
    (
        Side(
            0,
            "The review takes longer than the project. Customers should go live first.",
            (
                ("date", "The promised go-live date holds", 55),
                ("once", "The customer answers questions once", 30),
                ("small", "Small customers are not treated like banks", 15),
            ),
            30,
        ),
        Side(
            2,
            "A customer that goes live without review is a risk that nobody signed for.",
            (
                ("no_hole", "No known hole at go-live", 60),
                ("proof", "Every exception is on record", 25),
                ("no_rush", "No review within two days of cutover", 15),
            ),
            35,
        ),
        Side(
            4,
            "We can plan around any review, if only we know its end a week ahead.",
            (
                ("plan", "The review ends on a day known in advance", 65),
                ("stable", "No change to the setup after the test", 35),
            ),
            25,
        ),
    ),
    options("""
        tiers | Three tiers by risk; the lowest goes live on a short list | 75 70 90 75 75 60 70 65
        later | Everybody goes live first and is reviewed within 60 days | 100 60 85 5 15 40 75 10
        full | Everybody gets the full review before go-live | 15 30 5 100 90 65 60 85
        tiers_monthly | Three tiers, but reviews happen once a month | 35 50 65 65 65 50 55 55
        early | One joint session with the customer in the first week | 65 90 50 80 70 80 85 75
    """),
)

RETURNS = Quarrel(
    "Whether the old part is inspected before a new one is sent",
    (
        Side(
            5,
            "The machine stands still. Send the new part, look at the old one later.",
            (
                ("running", "The machine runs again on the same day", 60),
                ("one_visit", "One visit is enough", 40),
            ),
            30,
        ),
        Side(
            4,
            "Without inspection we never learn the cause, and the fault comes back.",
            (
                ("cause", "Every kind of fault has a known cause", 50),
                ("sample", "Enough old parts to look at", 30),
                ("load", "No more inspections than we have hands for", 20),
            ),
            30,
        ),
        Side(
            6,
            "A part that nobody is charged for has nowhere to be posted.",
            (
                ("charged", "Every part is charged to somebody", 70),
                ("closed", "Accounts are closed in the same month", 30),
            ),
            35,
        ),
    ),
    options("""
        new_first | Always send the new part, inspect nothing | 95 90 10 5 90 10 40
        old_first | Always inspect the old part first | 10 20 95 95 20 95 50
        by_price | Cheap parts at once, dear ones after a check on site | 75 70 65 60 75 70 70
        by_price_remote | The same, but every check is done at head office | 35 40 60 50 60 55 40
        loan | Loan parts in each region, and three in ten inspected weekly | 90 75 60 65 70 55 60
    """),
)

LAUNCH = Quarrel(
    "How large the first run of a new product should be",
    (
        Side(
            6,
            "If the shelf is empty in launch week, the store gives the place away.",
            (
                ("full_shelf", "Key stores never run out in launch month", 60),
                ("on_day", "All stores have it on the day", 40),
            ),
            30,
        ),
        Side(
            5,
            "Every large first run has left us with pallets that nobody wants.",
            (
                ("no_leftover", "Nothing left after three months", 45),
                ("calm_line", "No rush orders on the line", 35),
                ("space", "The warehouse stays below its limit", 20),
            ),
            30,
        ),
        Side(
            4,
            "Suppliers give no price for a number that may change tomorrow.",
            (
                ("early_number", "The quantity is fixed six weeks ahead", 70),
                ("price", "Material at the bulk price", 30),
            ),
            25,
        ),
    ),
    options("""
        large | One large run for three months | 95 90 5 40 5 85 95
        small | Two weeks only, then decide anew | 20 40 95 20 90 20 10
        stages | Six weeks at once, material for twelve, decide in week three | 80 75 70 65 65 75 75
        stages_late | The same, but decide only in week eight | 60 70 40 60 45 70 70
        regions | Full supply in three regions, the others a month later | 70 60 80 75 75 60 55
    """),
)
