"""The questions behind `accord brief new`, and the commented YAML that the answers become."""

import datetime as dt
import io
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from cli.brief_filled import FILES, filled
from cli.brief_sources import ASKED, FIELDS, USUAL, sourced, way_of, written
from domain.brief import Brief
from domain.brief_words import WORDS
from domain.errors import BadInputError
from domain.problems import problems
from domain.text import Bilingual, Language, clean

Ask = Callable[[str], str]
Say = Callable[[Bilingual], None]
Answers = dict[str, Any]

DAYS_AHEAD = 90
"""Days until the day that is offered as due."""


def ask_brief(ask: Ask, say: Say, language: Language, today: dt.date) -> Answers:
    """Ask for everything that a brief must say, and return it as plain values.

    Each answer is held against the rules of `Brief` at once, and asked for again, with the one
    sentence of what is wrong, until it fits.
    """
    form = _Form(ask, say, language)
    form.field("title")
    form.field("id", default=_short_name(form.answers["title"]))
    form.field("language", default=language)
    form.field("departments", read=_listed)
    form.field("lead", default=form.answers["departments"][0])
    form.field("sponsor")
    form.objectives()
    form.field("due", default=str(today + dt.timedelta(days=DAYS_AHEAD)))
    form.sources()
    return form.answers


class _Form:
    """The answers so far, and how the next one is asked for."""

    def __init__(self, ask: Ask, say: Say, language: Language) -> None:
        self.ask, self.say, self.language = ask, say, language
        self.answers: Answers = {}

    def field(
        self, name: str, *, default: str | None = None, read: Callable[[str], object] = str
    ) -> None:
        """Ask for the field `name` until its answer fits."""
        self.until_right(
            lambda: {name: read(self.line(WORDS[name].within(self.language), default))}
        )

    def objectives(self) -> None:
        """Ask for objectives one by one; an empty line ends them."""
        found: list[Answers] = []
        while len(found) < 10:
            number = len(found) + 1
            words = WORDS["objectives.text"].within(self.language)
            enough = Bilingual(en="; empty: no more", zh="；直接回车结束").within(self.language)
            text = self.line(f"[{number}] {words}{enough if found else ''}", None)
            if not text and found:
                break
            objective = {"id": f"O{number}", "text": text}
            if self.told_wrong({"objectives": [*found, objective]}):
                continue
            if measure := self.line(WORDS["objectives.measure"].within(self.language), None):
                objective["measure"] = measure
            found.append(objective)
        self.answers["objectives"] = found

    def sources(self) -> None:
        """Ask for the files of people, feedback and measures, and for what tells where work waits.

        One of a log and a survey, for the two are never mixed.
        """
        self.answers["sources"] = {}
        for name, default in FILES.items():
            if name == "events":
                self.waiting()
            else:
                self.source(name, default, partial(_named, name))

    def waiting(self) -> None:
        """Ask whether there is a log of events or a survey, and then for it."""
        while True:
            try:
                way = way_of(self.line(ASKED.within(self.language), "log"))
                break
            except BadInputError as error:
                self.wrong(error.sentence)
        self.source(FIELDS[way], USUAL[way], lambda given: written(way, given))

    def source(self, place: str, default: str | None, made: Callable[[str], Answers]) -> None:
        """Ask for one source until it fits, beside those that were named before."""
        words = WORDS[f"sources.{place}"].within(self.language)
        named = self.answers["sources"]
        self.until_right(lambda: {"sources": named | made(self.line(words, default))})

    def until_right(self, answer: Callable[[], Answers]) -> None:
        """Take an answer over as soon as it breaks no rule."""
        while True:
            given = answer()
            if not self.told_wrong(given):
                self.answers |= given
                return

    def told_wrong(self, given: Answers) -> bool:
        """Say what is wrong with the answers so far and `given`; False when nothing is."""
        sentence = fault(self.answers | given)
        if sentence:
            self.wrong(sentence)
        return sentence is not None

    def wrong(self, sentence: Bilingual) -> None:
        """Say what is wrong with an answer."""
        self.say(Bilingual(en=f"  ✗ {sentence.en}", zh=f"  ✗ {sentence.zh}"))

    def line(self, words: str, default: str | None) -> str:
        """Ask one question; an empty answer is the default."""
        colon = "：" if self.language == "zh" else ": "
        offered = f" [{default}]" if default else ""
        return clean(self.ask(f"{words}{offered}{colon}")).strip() or default or ""


def _named(name: str, file: str) -> Answers:
    return {name: file}


def fault(answers: Answers) -> Bilingual | None:
    """Return the first rule of `Brief` that the answers so far break; the rest counts as right."""
    try:
        Brief.model_validate(filled(answers | {"sources": sourced(answers.get("sources", {}))}))
    except ValidationError as error:
        return problems(error, Brief)[0].sentence
    return None


def in_yaml(answers: Answers, language: Language) -> str:
    """Write the answers as YAML, each field under a line that says what it means."""
    document = CommentedMap(answers)
    document["due"] = dt.date.fromisoformat(str(answers["due"]))
    for name in answers:
        document.yaml_set_comment_before_after_key(name, before="\n" + WORDS[name].within(language))
    writer = YAML()
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.width = 1000  # a title stays on its line
    text = io.StringIO()
    writer.dump(document, text)
    return text.getvalue().lstrip("\n") + "\n" + _optional(answers, language)


def _optional(answers: Answers, language: Language) -> str:
    """Write the optional fields as comments, with their defaults, to be taken over as needed."""

    def words(name: str) -> str:
        return "# " + WORDS[name].within(language)

    department = answers["departments"][0]
    example = Bilingual(en="what it is held to", zh="该部门的考核目标").within(language)
    return "\n".join(
        (
            words("department_goals"),
            "# department_goals:",
            f"#   - {{department: {department}, text: {example}, measure: …, direction: lower}}",
            "",
            words("support"),
            f"# support: {{hours: 32, budget: 20000, currency: CNY, people: {{{department}: 2}}}}",
            "",
            words("team"),
            "# team: {size_min: 5, size_max: 8, hours: 4}",
            "",
            words("deadlines"),
            "# deadlines: {remind: P2D, decide: P5D, feedback: P5D, positions: P3D}",
            "",
            words("evaluate_every"),
            "# evaluate_every: P7D",
            "",
            words("model_policy"),
            "# model_policy: any",
            "",
        )
    )


def _listed(answer: str) -> list[str]:
    return [part.strip() for part in re.split("[,，、;；]", answer) if part.strip()]


def _short_name(title: str) -> str | None:
    """Return a short name made of the title's Latin letters and digits, if it has enough."""
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:48].rstrip("-")
    return name if len(name) >= 3 else None
