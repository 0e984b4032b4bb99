"""A change of a team request in a person's words."""

from domain.team_plan import Loosening
from domain.text import Bilingual


def loosened(change: Loosening) -> Bilingual:
    """Say what would be asked instead of what is asked now."""
    before, after = _plain(change.before), _plain(change.after)
    match change.field.split("."):
        case ["size", "max"]:
            return Bilingual(
                en=f"allow {after} members instead of {before}",
                zh=f"人数上限由 {before} 人放宽到 {after} 人",
            )
        case ["size", "min"]:
            return Bilingual(
                en=f"let {after} members be enough instead of {before}",
                zh=f"人数下限由 {before} 人降到 {after} 人",
            )
        case ["skills", *name, "level"]:
            skill = ".".join(name)
            return Bilingual(
                en=f"ask for {skill} at level {after} instead of {before}",
                zh=f"{skill}的等级要求由 {before} 级降到 {after} 级",
            )
        case ["skills", *name, "count"]:
            return _fewer(".".join(name), before, after)
        case ["hours"]:
            hours = "hour" if after == "1" else "hours"
            return Bilingual(
                en=f"ask for {after} {hours} a week instead of {before}",
                zh=f"每周工时要求由 {before} 小时降到 {after} 小时",
            )
        case ["departments"]:
            return _department(before, change.after is not None)
        case ["people" | "lead" as what]:
            return _lead(before, named=what == "people")
        case _:
            return Bilingual(en=f"lift the exclusion of {before}", zh=f"取消对 {before} 的排除")


def _lead(before: str, *, named: bool) -> Bilingual:
    if named:
        return Bilingual(
            en=f"name people of {before}, which leads, who are free; there are none",
            zh=f"补充牵头部门{before}的人员（现无人可选）",
        )
    return Bilingual(
        en="give somebody of the team the authority to lead", zh="授予团队中一人牵头的权限"
    )


def _fewer(skill: str, before: str, after: str) -> Bilingual:
    if after == "0":
        return Bilingual(en=f"do without {skill}", zh=f"不再要求{skill}")
    people = "person" if after == "1" else "people"
    return Bilingual(
        en=f"ask for {after} {people} with {skill} instead of {before}",
        zh=f"掌握{skill}的人数要求由 {before} 人减到 {after} 人",
    )


def _department(name: str, there: bool) -> Bilingual:
    if there:
        return Bilingual(
            en=f"let a liaison speak for {name} instead of a member",
            zh=f"{name}不派成员，改派对接人",
        )
    return Bilingual(
        en=f"name people of {name} who are free, of whom there are none, or go on without it",
        zh=f"补充{name}的人员（现无人可选），或不再要求该部门参加",
    )


def _plain(value: int | float | str | None) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)
