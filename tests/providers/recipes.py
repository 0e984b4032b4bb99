"""The recipes of the README files and of docs/models.md, as a shell would set them."""

import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.providers import dashscope, deepseek, ollama, openai_api, vllm
from tests.providers.server import Rules

HOUSE = Path(__file__).parents[2]
DOCUMENTS = ("docs/models.md", "docs/models.zh-CN.md")
READMES = ("README.md", "README.zh-CN.md")


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: the word that names its recipe, its real address, and its rules."""

    word: str
    url: str
    fake: Callable[..., Rules]


PROVIDERS = {
    "openai": Provider("OpenAI", openai_api.URL, openai_api.rules),
    "deepseek": Provider("DeepSeek", deepseek.URL, deepseek.rules),
    "dashscope": Provider("DashScope", dashscope.URL, dashscope.rules),
    "ollama": Provider("Ollama", ollama.URL, ollama.rules),
    "vllm": Provider("vLLM", vllm.URL, vllm.rules),
}


def recipes(document: str) -> dict[str, dict[str, str]]:
    """Return the environment that each recipe of `document` sets, by provider."""
    text = (HOUSE / document).read_text(encoding="utf-8")
    parts = re.split(r"^#+ ", "\n".join(_shell_of(text)), flags=re.MULTILINE)
    found = {}
    for name, provider in PROVIDERS.items():
        for part in parts:
            head, _, lines = part.partition("\n")
            if provider.word in head and "OPENAI_" in lines:
                found[name] = environment(lines)
    return found


def _shell_of(text: str) -> list[str]:
    """Headings outside of blocks, and what stands in sh blocks: comments there are headings too."""
    kept, block = [], ""
    for line in text.splitlines():
        if line.startswith("```"):
            block = "" if block else line.removeprefix("```") or "text"
        elif block == "sh" or (not block and line.startswith("#")):
            kept.append(line)
    return kept


def environment(lines: str) -> dict[str, str]:
    """Run the export lines in a shell that knows nothing else; return what it would hand on."""
    exports = "\n".join(re.findall(r"^export .*(?:\n  .*)*", lines, re.MULTILINE))
    done = subprocess.run(
        ["/bin/sh", "-euc", f"{exports}\nenv"], env={}, capture_output=True, text=True, check=True
    )
    told = re.findall(r"^(\w+)=(.*(?:\n  .*)*)", done.stdout, re.MULTILINE)
    return {name: value for name, value in told if name.startswith(("OPENAI_", "ACCORD_"))}


def pointed(environ: Mapping[str, str], url: str) -> dict[str, str]:
    """Return the recipe with the first endpoint at `url` and no fallback elsewhere."""
    kept = {name: value for name, value in environ.items() if not _elsewhere(environ, name)}
    return kept | {"OPENAI_BASE_URL": url}


def _elsewhere(environ: Mapping[str, str], name: str) -> bool:
    return "ACCORD_FALLBACK_BASE_URL" in environ and name.startswith("ACCORD_FALLBACK_")
