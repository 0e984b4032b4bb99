"""What a seed decides before anything is written: the setting, the departments, what is hidden."""

import random
from dataclasses import dataclass

from domain.text import Language
from examples.setting import Desk, Grievance, Setting, Tension, Voice
from examples.vocabulary import SETTINGS, VOICES


@dataclass(frozen=True, slots=True)
class Plan:
    """One organisation in outline. `names` has the departments by desk, in the order of work."""

    language: Language
    seed: int
    setting: Setting
    voice: Voice
    company: str
    board: str
    names: dict[int, str]
    small: int
    worst: int | None
    tension: Tension | None
    grievance: Grievance | None
    worsening: str | None

    def rng(self, part: str) -> random.Random:
        """Return the random numbers of one part, so that no part shifts those of another."""
        return random.Random(f"{self.language}:{self.seed}:{part}")

    def desk(self, index: int) -> Desk:
        """Return the desk with this index."""
        return self.setting.desks[index]

    @property
    def lead(self) -> str:
        """Return the leading department."""
        return self.names[self.setting.lead]


def plan(language: Language, seed: int, plant: bool) -> Plan:
    """Return the outline for `seed`; without `plant` the same one with nothing hidden in it."""
    setting = SETTINGS[language][seed % len(SETTINGS[language])]
    voice = VOICES[language]
    rng = random.Random(f"{language}:{seed}:plan")
    grievance = rng.choice(setting.grievances)
    tension = rng.choice(setting.tensions)
    worst = rng.choice([i for i in range(1, len(setting.desks)) if i != grievance.desk])
    opposed = {tension.measure for tension in setting.tensions}
    worsening = rng.choice([g.measure for g in setting.gauges if g.measure not in opposed])
    kept = _kept(rng, setting, {worst, grievance.desk, tension.lowers[0], tension.raises[0]})
    return Plan(
        language=language,
        seed=seed,
        setting=setting,
        voice=voice,
        company=rng.choice(setting.companies),
        board=rng.choice(voice.board),
        names={index: rng.choice(setting.desks[index].names) for index in kept},
        small=grievance.desk,
        worst=worst if plant else None,
        tension=tension if plant else None,
        grievance=grievance if plant else None,
        worsening=worsening if plant else None,
    )


def _kept(rng: random.Random, setting: Setting, needed: set[int]) -> list[int]:
    """Choose 6 to 8 desks; whoever starts a case, leads, or quarrels must be among them."""
    needed = needed | {0, setting.lead} | {side.desk for side in setting.quarrel.sides}
    spare = [index for index in range(len(setting.desks)) if index not in needed]
    rng.shuffle(spare)
    wanted = rng.randint(6, len(setting.desks))
    return sorted([*needed, *spare[: max(0, wanted - len(needed))]])
