"""English: bringing a new customer live."""

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
from examples.words.en_quarrels import ONBOARDING

DESKS = desks("""
    Account Management / Key Accounts / Commercial
        | order entry / scope handover | negotiation
        | days_to_live | Bring customers live within {target} days of signing
    Contracts / Legal Affairs / Legal and Compliance
        | contract review / data terms check | contract law
        | right_first_time | {target} % of files complete at the first review
    Information Security / Security Assurance / Trust and Security
        | security questionnaire / access review | security review
        | right_first_time | {target} % of security files right first time
    Data Migration / Data Services / Migration Office
        | data mapping / test load | data mapping
        | reloads | No more than {target} reloads per customer
    Implementation / Delivery / Customer Projects
        | configuration / cutover planning | project planning
        | days_to_live | Cut the time to go live to {target} days
    Integrations / Platform Engineering / Technical Services
        | interface build / interface test | integration
        | reloads | Bring reloads per customer down to {target}
    Customer Training / Customer Success / Adoption
        | key user training / first month review | training
        | adoption | {target} % of users active in the first month
    Billing / Revenue Operations / Finance Operations
        | billing setup / first invoice | billing
        | invoice_disputes | Hold disputed first invoices to {target} a month
""")

GAUGES = (
    Gauge("days_to_live", "Days from signing to live", "days", "lower", 62, "project register"),
    Gauge("right_first_time", "Files right first time", "%", "higher", 57, "review tool"),
    Gauge("reloads", "Data reloads per customer", "reloads", "lower", 3.4, "migration log"),
    Gauge("adoption", "Active users in first month", "%", "higher", 48, "product usage"),
    Gauge("invoice_disputes", "Disputed first invoices", "invoices", "lower", 17, "billing system"),
    Gauge("questions", "Security questions asked", "questions", "lower", 140, "review tool"),
    Gauge("training_days", "Training days on site", "days", "higher", 4.5, "training calendar"),
)

TENSIONS = (
    Tension(
        "questions",
        (0, "Bring the security questions per customer down to {target}"),
        (2, "Raise the security questions per customer to {target}, no blind spots"),
    ),
    Tension(
        "training_days",
        (4, "Shorten training on site to {target} days so that cutover is not delayed"),
        (6, "Extend training on site to {target} days so that people really use it"),
    ),
)

SUBJECTS = (
    Subject(
        lines("""
            the customer gets the same questions from three of us
            nobody dares to give the customer a go-live date
            what was sold is not what we were asked to set up
            the customer changed its contact and only one of us knew
        """),
        lines("""
            The customer has started to copy in their director.
            So the go-live moved again, for the second time.
            In the end we asked them to fill in the form once more.
        """),
        lines("""
            Could each customer have one named contact on our side?
            Give them the full checklist on the day they sign.
        """),
        lines("""
            The last two customers sent everything in one go.
            The kick-off call with the customer was short and clear.
        """),
    ),
    Subject(
        lines("""
            test and live environments are never set up alike
            it takes three signatures to open one account
            we found out about the missing accounts the night before cutover
        """),
        lines("""
            It meant a late night for everybody on the call.
            Acceptance slipped by two days.
        """),
        lines("""
            A rehearsal one week before cutover would catch most of it.
            Please bundle the usual access rights into one request.
        """),
        lines("""
            The cutover checklist works; nothing was forgotten this time.
            Having somebody on call on the first day calmed us all.
        """),
    ),
)

GRIEVANCES = (
    Grievance(
        3,
        "mapping spreadsheet",
        lines("""
            The mapping spreadsheet has 900 columns and crashes twice a day.
            Only one of us can open the mapping spreadsheet at a time.
            Every customer still starts from the 2019 mapping spreadsheet.
            I lost a day of work when the mapping spreadsheet was overwritten.
            We asked for a proper tool and got a new tab in the mapping spreadsheet.
            The mapping spreadsheet has no history, so we get the blame for every change.
            Half of my week is copying rows into the mapping spreadsheet by hand.
            Please retire the mapping spreadsheet before somebody quits over it.
        """),
    ),
    Grievance(
        6,
        "travel budget",
        lines("""
            The travel budget was gone in August, so we train over bad video links.
            I paid two trains myself because the travel budget was empty.
            Nobody told us that the travel budget had been cut by half.
            Without a travel budget we cannot stand beside the people we train.
            Each trip needs four approvals although the travel budget is ours.
            The travel budget covers flights but not the hotel, which makes no sense.
            We cancelled three site visits because of the travel budget.
            Ask those who travel before you set the travel budget.
        """),
    ),
)

SETTING = Setting(
    key="onboarding",
    titles=lines("""
        Bringing new customers live sooner
        From signature to live without detours
        Faster customer onboarding
    """),
    companies=parts("""
        Tidewater Logistics Software / Larkfield Payroll / Northgate Fleet Systems /
        Harrow & Pine Booking / Castell Claims Cloud
    """),
    backgrounds=lines("""
        {company} signs more customers than ever, and takes longer than ever to bring them live.
        At {company} a new customer passes many departments, and each of them says that it is busy.
        Two customers left {company} before they went live; the board wants to know what holds them.
    """),
    lead=4,
    desks=DESKS,
    gauges=GAUGES,
    objectives=(
        ("Customers work with the product soon after they sign", "days_to_live"),
        ("What we set up is right the first time", "right_first_time"),
        ("We grow without taking risks that nobody signed for", None),
        ("Customers use what they bought", "adoption"),
    ),
    tensions=TENSIONS,
    subjects=SUBJECTS,
    grievances=GRIEVANCES,
    quarrel=ONBOARDING,
    ideas=pairs("""
        Send the checklist with the contract
            | If the customer gets the checklist with the contract, one round of questions is saved.
        Twenty minutes for what is stuck
            | Every Wednesday, only cases that waited over three days, and each gets a name.
    """),
)
