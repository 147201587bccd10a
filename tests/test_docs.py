"""What the documentation says exists: every guarantee has its tests, every link leads somewhere."""

import ast
import re
from pathlib import Path

import pytest

from app.cli import cli

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(path for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
GUARANTEES = {
    "never lost", "once", "counted right", "one analysis", "mine",
    "never over", "never under", "fair", "told",
    "apart", "small numbers stay hidden", "erased", "both languages", "for everyone",
    "no stranger", "bad input", "comes back", "keeps up",
}  # fmt: skip
TEXT = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL))


def names_in(path: Path) -> set[str]:
    """The names of the tests in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_guarantee_is_listed_by_its_name() -> None:
    assert set(SECTIONS) == GUARANTEES


@pytest.mark.parametrize("name", sorted(GUARANTEES))
def test_every_guarantee_says_how_far_it_goes_and_has_a_test_that_exists(name: str) -> None:
    section = SECTIONS[name]
    assert "**Promised.**" in section
    assert "**Now.**" in section
    shown = re.findall(r"^- `(.+?)::(.+?)`$", section, re.MULTILINE)
    assert shown, f"nothing shows {name!r}"
    for file, test in shown:
        assert (ROOT / file).exists(), f"{file} does not exist"
        assert test in names_in(ROOT / file), f"{file} has no {test}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_file_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    folders = "app|alembic|bassins|benchmarks|demo|deploy|docs|i18n|programmes|scripts|surveys|tests"
    named = re.findall(rf"`((?:{folders})/[\w./-]*)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)) <= targets
    callbacks = {
        command.name or (command.callback.__name__ if command.callback else "")
        for command in cli.registered_commands
    } | {group.name for group in cli.registered_groups}
    assert set(re.findall(r"(?:`|^)ateliers ([a-z-]+)", text, re.MULTILINE)) <= callbacks


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"\d{4}", number) for number in numbers)
