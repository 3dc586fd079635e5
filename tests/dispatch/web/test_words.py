"""Both languages of the screens say every word that the server may bring, and no word waits there in vain."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import detectors
import dispatch
from dispatch.config import UnitKind
from dispatch.desk import overdue
from dispatch.life.assignment import Assignment
from dispatch.life.status import Status
from dispatch.model import UnitStatus
from streams.schema import commands, detections, incidents
from streams.schema.topics import INCIDENTS

UI = Path(dispatch.__file__).parent / "web" / "ui" / "src"
WORDS: dict[str, dict[str, str]] = {}
for file in sorted((UI / "shared" / "words").glob("*.json")):
    WORDS |= json.loads(file.read_text(encoding="utf-8"))
LANGUAGE = frozenset(json.loads((UI / "shared" / "words" / "language.json").read_text(encoding="utf-8")))
SCREENS = "\n".join(file.read_text(encoding="utf-8") for file in UI.rglob("*.ts*"))


def told_by(package: object, pattern: str) -> Iterator[str]:
    """The words that the sources of a package, or a module, name so."""
    source = Path(str(package.__file__))  # type: ignore[attr-defined] # a package has one
    for file in source.parent.rglob("*.py") if source.name == "__init__.py" else (source,):
        yield from re.findall(pattern, file.read_text(encoding="utf-8"))


def words_of_the_language() -> Iterator[str]:
    for literal in (
        commands.Finding,
        commands.DismissReason,
        commands.IncidentKind,
        detections.Health,
        incidents.ReleaseReason,
        incidents.ArrivalEvidence,
        UnitKind,
        UnitStatus,
    ):
        yield from get_args(literal)
    yield from (each.value for each in Status)
    yield from (each.value for each in Assignment)
    facts = get_args(INCIDENTS.carries)
    yield from (each.__name__ for each in facts if issubclass(each, incidents.IncidentFact))


@pytest.mark.parametrize("word", sorted(set(words_of_the_language())))
def test_a_word_of_the_language_is_said_in_both_languages(word: str) -> None:
    assert word in WORDS


@pytest.mark.parametrize(
    "code",
    sorted({*told_by(dispatch, r'\bcode="(\w+)"'), *told_by(dispatch, r'Refusal\(\s*\d{3}, "(\w+)"')}),
)
def test_a_refusal_is_said_in_both_languages(code: str) -> None:
    assert code in WORDS


@pytest.mark.parametrize(
    "reason",
    sorted(
        {
            *told_by(overdue, r'": "(\w+)"'),
            *told_by(dispatch, r'\breason="(\w+)"'),
            *told_by(detectors, r'\breason="(\w+)"'),
        }
    ),
)
def test_a_reason_is_said_in_both_languages(reason: str) -> None:
    assert reason in WORDS


def test_no_word_is_empty_in_either_language() -> None:
    assert [word for word, said in WORDS.items() if not (said.get("zh") and said.get("en"))] == []


def test_the_screens_use_every_word_of_theirs() -> None:
    assert [word for word in WORDS if word not in LANGUAGE and not re.search(rf'["`]{word}["`]', SCREENS)] == []
