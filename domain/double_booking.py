"""Hours that two approved teams count on: who has promised more than they have (工时重复许诺).

A team is chosen from hours that are free by then. Two that are decided at the same moment can both
count on the same person; once both are approved it is seen, and people put it right.
"""

from collections import Counter

from domain.charter_parts import Parts
from domain.directory import Directory
from domain.items import Member
from domain.leadership import RED
from domain.messages import Words
from domain.promises import Promises, elsewhere, promised_hours
from domain.text import Bilingual, Frozen, Language, Line


class DoubleBooked(Frozen):
    """Somebody of whose `week` this team asks `here`, and approved others ask `elsewhere`.

    `others`: how many other collaborations those are; which, not every reader may know.
    """

    account: str
    name: Line
    department: Line
    week: int
    here: int
    elsewhere: int
    others: int

    @property
    def over(self) -> int:
        """Return how many hours a week are promised beyond what there is."""
        return self.here + self.elsewhere - self.week


def double_booked(
    charter: Parts, promises: Promises, directory: Directory
) -> tuple[DoubleBooked, ...]:
    """Return whom this charter's team and others together ask for more hours than they have.

    `promises` are those to the other collaborations. What one team alone asks is for its heads to
    judge, and who has gone from the directory has a rule of their own.
    """
    asked: Counter[str] = Counter()
    for item in charter.team:
        if isinstance(item.body, Member):
            asked[item.body.account] += item.body.hours
    found = []
    for account, here in asked.items():
        person, others = directory.person(account), promises.get(account, ())
        if person and others and here + promised_hours(others) > person.hours:
            found.append(
                DoubleBooked(
                    account=account,
                    name=person.name,
                    department=person.department,
                    week=person.hours,
                    here=here,
                    elsewhere=promised_hours(others),
                    others=len({one.collaboration for one in others}),
                )
            )
    return tuple(found)


def booked_line(one: DoubleBooked) -> Bilingual:
    """Say in one line who is promised twice, and by how much."""
    en, zh = elsewhere(one.others)
    return Bilingual(
        en=f"{RED} Promised twice: {one.name} ({one.department}) has {one.week} h/week, of which "
        f"this team counts on {one.here} and {en} on {one.elsewhere}: {one.over} too many",
        zh=f"{RED} 工时重复许诺：{one.name}（{one.department}）每周 {one.week} 小时，"
        f"本团队占用 {one.here} 小时，{zh}占用 {one.elsewhere} 小时，超出 {one.over} 小时",
    )


def booked_words(
    one: DoubleBooked, collaboration: str, title: str, language: Language, later: bool = False
) -> Words:
    """Tell the head who released somebody, and the head of the lead department.

    `later`: it came about after the team was approved, by an import; then the sponsor reads it too.
    """
    line = booked_line(one).within(language).removeprefix(f"{RED} ")
    why = (_LATER if later else _AT_ONCE).within(language)
    if language == "zh":
        return Words(
            subject=f"工时重复许诺：{one.name}（{title}）",
            body=f"{line}。{why}请部门负责人决定："
            f"由他人接任（accord leave {collaboration} {one.account}），"
            "或请另一协作换人；名录中的工时有误的，请更正。",
        )
    return Words(
        subject=f"Promised twice: {one.name} ({title})",
        body=f"{line}. {why} Please decide: let somebody else take over here "
        f"(accord leave {collaboration} {one.account}), or ask the other collaboration to; "
        "if the directory is wrong about the hours, correct it.",
    )


_AT_ONCE = Bilingual(
    en="The teams were approved so close together that neither draft knew of the other.",
    zh="两个团队几乎同时获得同意，起草时都还不知道对方。",
)
_LATER = Bilingual(
    en="It came about after the team was approved, such as by other hours in the directory.",
    zh="此事在团队获得同意之后才出现，例如人员名录中的工时有变。",
)
