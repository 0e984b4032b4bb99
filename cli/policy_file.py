"""What `accord policy preview` reads: a brief or a policy file, and the people behind it."""

from dataclasses import dataclass
from pathlib import Path

from activities.people import read_people
from cli.brief_check import STORE, data_folder
from cli.yaml_lines import checked, read_with_lines, refuse
from domain.brief import Brief
from domain.directory import Directory
from domain.errors import BadInputError
from domain.policy_names import unknown_names
from domain.policy_rules import PolicyFile, is_policy_file
from domain.problems import shown


@dataclass(frozen=True)
class Given:
    """A brief with its policies, and the directory that they are tried on."""

    brief: Brief
    directory: Directory
    people: str


def read_given(file: Path, people: Path | None, data: Path | None) -> Given:
    """Read a brief or a policy file, with the people it is tried on: `people`, else its own.

    Raises:
        BadInputError: something cannot be read or used; names the file, its line and field.
    """
    located = read_with_lines(file)
    if is_policy_file(located.value):
        own = checked(located, PolicyFile)
        written = file.parent / own.brief
        brief = checked(read_with_lines(written), Brief)
        brief = brief.model_copy(update={"policies": own.policies})
        people = people or (file.parent / own.people if own.people else None)
    else:
        brief, written = checked(located, Brief), file
    directory, name = _people(brief, people, data)
    found = (located.finding(one) for one in unknown_names(brief.policies, directory))
    refuse(tuple(found))
    _sponsored(brief, directory, written)
    return Given(brief, directory, name)


def _people(brief: Brief, named: Path | None, data: Path | None) -> tuple[Directory, str]:
    if named is not None:
        return read_people(named.parent, named.name), shown(named, 200)
    file, folder = brief.sources.people, data_folder(data)
    if file == STORE or folder is None:
        raise BadInputError(
            f"The people of the brief ({shown(file)}) are not at hand: name a people file by "
            "--directory, or the data folder by --data.",
            f"找不到立项申请的人员名录（{shown(file)}）：请用 --directory 指定人员文件，"
            "或用 --data 指定数据目录。",
        )
    return read_people(folder, file), shown(file, 200)


def _sponsored(brief: Brief, directory: Directory, written: Path) -> None:
    """Refuse people among whom the brief's own sponsor or departments are missing."""
    name = shown(written, 200)
    if directory.person(brief.sponsor) is None:
        raise BadInputError(
            f"{name}: sponsor: nobody in the directory has the account “{brief.sponsor}”",
            f"{name}：sponsor：人员名录中没有账号「{brief.sponsor}」",
        )
    for department in brief.departments:
        if department not in directory.departments:
            raise BadInputError(
                f"{name}: departments: nobody in the directory belongs to “{department}”",
                f"{name}：departments：人员名录中没有人属于「{department}」",
            )
