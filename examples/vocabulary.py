"""The settings and the voice of each language."""

from collections.abc import Mapping

from domain.text import Language
from examples.setting import Setting, Voice
from examples.words import (
    en_launch,
    en_onboarding,
    en_returns,
    en_voice,
    zh_launch,
    zh_onboarding,
    zh_returns,
    zh_voice,
)

SETTINGS: Mapping[Language, tuple[Setting, ...]] = {
    "zh": (zh_returns.SETTING, zh_onboarding.SETTING, zh_launch.SETTING),
    "en": (en_onboarding.SETTING, en_launch.SETTING, en_returns.SETTING),
}
VOICES: Mapping[Language, Voice] = {"zh": zh_voice.VOICE, "en": en_voice.VOICE}
