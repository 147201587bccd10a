"""Find the words of the interface in the code: everything that a reader may see and that needs two languages.

Templates are read by Babel. In Python a message id stands where an error is raised, a problem is noted or a
translation is asked for; `_` around each would say nothing that the place does not say already.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

ROOT = Path(__file__).resolve().parent.parent
_TRANSLATORS = {"_", "gettext", "Message", "words"}
_FOR_AUTHORS = {"QuestionnaireError", "ExpressionError"}
"""Errors of somebody who writes a questionnaire: rows and columns of XLSForm, which is English itself."""
Id = str | tuple[str, str]
"""A message id, or the singular and the plural of one."""


@dataclass(frozen=True)
class Found:
    """A message and where it stands, as `app/x.py:12`."""

    id: Id
    place: str


def in_templates() -> Iterator[Found]:
    """Find every message of the templates, as babel.cfg says where they are."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel's own
    templates = [(pattern, method) for pattern, method in methods if method != "python"]
    for name, line, message, _comments, _context in extract_from_dir(ROOT, templates, options):
        yield Found((message[0], message[1]) if isinstance(message, tuple) else message, f"{name}:{line}")


def in_python(known: set[str]) -> Iterator[Found]:
    """Find every message of the Python code.

    A text that is given to an error, a problem or a translator is a message. So is any other text that the
    catalogues know (`known`): it is handed on through a table or a variable.
    """
    trees = {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "app").rglob("*.py"))
    }
    errors = _said_to_people(trees.values())
    for name, tree in trees.items():
        constants = _constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                for message in _given(node, errors, constants):
                    yield Found(message, f"{name}:{node.lineno}")
            elif isinstance(node, ast.Constant) and node.value in known:
                yield Found(str(node.value), f"{name}:{node.lineno}")


def _said_to_people(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of the errors that the public or the staff read: AteliersError and its descendants."""
    bases = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"AteliersError"}
    while more := {name for name, parents in bases.items() if parents & found} - found - _FOR_AUTHORS:
        found |= more
    return found


def _constants(tree: ast.Module) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str)
    }


def _given(call: ast.Call, errors: set[str], constants: dict[str, str]) -> Iterator[Id]:
    name = ast.unparse(call.func).rpartition(".")[2]

    def text(node: ast.expr) -> str:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        return constants.get(node.id, "") if isinstance(node, ast.Name) else ""

    texts = [text(argument) for argument in call.args]
    if name == "ngettext" and any(texts):
        one, many = [value for value in texts if value][-2:]
        yield one, many
    elif name in errors or name in _TRANSLATORS or ast.unparse(call.func) == "super().__init__":
        # An error that has words of its own hands them on to the error that it is.
        # `gettext(lang, id)` has its id second, everything else has it first.
        yield from [value for value in texts[:2] if value][:1]
    elif name == "problem":
        yield from [value for value in texts[1:2] if value]
    for keyword in call.keywords:
        if keyword.arg == "required" and text(keyword.value):
            yield text(keyword.value)
