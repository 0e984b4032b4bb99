"""English: returning and replacing spare parts."""

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
from examples.words.en_quarrels import RETURNS

DESKS = desks("""
    Service Desk / Customer Care / Support Line
        | case intake / fault questions | customer contact
        | repeat_visits | Repeat visits down to {target} %
    Technical Support / Remote Diagnostics / Product Engineering
        | fault finding / part choice | diagnostics
        | repeat_visits | At most {target} % of repairs need a second visit
    Parts Warehouse / Spare Parts Centre / Parts Logistics
        | picking / return intake | stock control
        | availability | {target} % of parts on the shelf when asked for
    Purchasing / Supplier Management / Supply
        | supplier claim / reorder | supplier talks
        | availability | Availability of common parts at {target} %
    Inspection / Returns Laboratory / Quality Control
        | part inspection / cause report | inspection
        | swap_days | Our share of a swap in {target} days is never late
    Field Service / Regional Service / Service Engineers
        | site visit / site acceptance | field repair
        | swap_days | Swap a part in {target} days from call to sign-off
    Finance / Credit Control / Accounts
        | credit note / cost posting | billing
        | open_credits | Open credit notes down to {target}
    Compliance / Device Safety / Regulatory Office
        | safety check / incident filing | regulation
        | open_credits | No more than {target} credit notes wait for a safety check
""")

GAUGES = (
    Gauge("swap_days", "Days from call to replaced part", "days", "lower", 16.5, "case system"),
    Gauge("availability", "Parts on the shelf when asked", "%", "higher", 81, "warehouse system"),
    Gauge("repeat_visits", "Repeat visits", "%", "lower", 14.5, "case system"),
    Gauge("open_credits", "Open credit notes", "notes", "lower", 64, "ledger"),
    Gauge("content", "Customer rating of the swap", "points", "higher", 7.1, "call-backs"),
    Gauge("stock_value", "Value of spare parts", "thousand EUR", "lower", 1240, "warehouse system"),
    Gauge("inspected", "Returned parts inspected", "%", "higher", 42, "inspection log"),
)

TENSIONS = (
    Tension(
        "stock_value",
        (6, "Bring the value of spare parts down to {target} thousand EUR"),
        (5, "Raise the value of spare parts to {target} thousand EUR, close to the customers"),
    ),
    Tension(
        "inspected",
        (5, "Inspect {target} % of returned parts, so that customers do not wait for it"),
        (4, "Inspect {target} % of returned parts, so that every cause is known"),
    ),
)

SUBJECTS = (
    Subject(
        lines("""
            returned parts come in without a case number
            the same part has two names in two systems
            nobody can tell the customer where their old part is
            urgent parts wait in the same line as all the others
        """),
        lines("""
            Their machine stood still for three more days.
            We only matched it by reading old chats.
            The wrong part went out twice.
        """),
        lines("""
            A barcode on every returned part would help.
            Give urgent parts a lane of their own.
        """),
        lines("""
            The new boxes are good, far fewer parts arrive broken.
            The urgent part left on the same day and the customer rang to thank us.
        """),
    ),
    Subject(
        lines("""
            cases hang because nobody decides who pays
            warranty or not, everybody reads the rule their own way
            a refund waits for the verdict and the verdict waits for a slot
        """),
        lines("""
            The customer thinks that we stall on purpose.
            It comes back as an argument at the end of the month.
        """),
        lines("""
            One page on what warranty covers, please.
            Could small sums be refunded before the verdict?
        """),
        lines("""
            Since the warranty page exists we argue a lot less.
            The last refunds took two days, real progress.
        """),
    ),
)

GRIEVANCES = (
    Grievance(
        4,
        "test bench",
        lines("""
            One test bench for all of us, and it has been broken since spring.
            The test bench loses power half way and we start again.
            We bought a cable for the test bench with our own money.
            Calibration of the test bench ran out and nobody reacted to our mail.
            I wait an hour for the test bench and then have ten minutes on it.
            The test bench still prints on paper, so we type everything twice.
            Visitors are shown a clean test bench, but no one asks if it works.
            A second test bench was promised last year and then forgotten.
        """),
    ),
    Grievance(
        7,
        "filing portal",
        lines("""
            The filing portal signs us out every ten minutes.
            We share one login for the filing portal, which is against our own rules.
            The filing portal only works at night, so that is when I work.
            A rejected file in the filing portal comes back without any reason.
            Forty attachments for one case, the filing portal takes them one by one.
            Nobody warned us before the filing portal was changed.
            Our licence for the filing portal ran out and the renewal took a month.
            People think it is one click, but the filing portal takes two hours.
        """),
    ),
)

SETTING = Setting(
    key="returns",
    titles=lines("""
        Replacing parts in days, not weeks
        Spare parts without the detours
        Faster returns and replacements
    """),
    companies=parts("""
        Meridian Medical Devices / Brackwater Pumps / Ostler Lifts /
        Fenland Harvest Machines / Halden Compressors
    """),
    backgrounds=lines("""
        Machines of {company} stand in nine countries, and customers wait too long for a part.
        Returns at {company} grew by a third last year, and everybody waits for somebody else.
        The largest customer of {company} has written the speed of replacements into its renewal.
    """),
    lead=5,
    desks=DESKS,
    gauges=GAUGES,
    objectives=(
        ("Customers' machines stand still for as short a time as possible", "swap_days"),
        ("The right part the first time", "repeat_visits"),
        ("Every part and every cost is accounted for", "open_credits"),
        ("Customers trust us with their returns", "content"),
    ),
    tensions=TENSIONS,
    subjects=SUBJECTS,
    grievances=GRIEVANCES,
    quarrel=RETURNS,
    ideas=pairs("""
        Ship the return label with the new part
            | Put a barcode for the old part into the box of the new one; no more guessing.
        A box of loan parts in each region
            | A box of common parts where machines stop most, refilled and counted weekly.
    """),
)
