"""A description of the study and of every variable for archives: DDI-Codebook 2.5 (DDI Alliance, 2012).

It describes the CSV file with codes. It holds no answer and no count but the number of responses.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from app.analysis.export.names import SPSS_LONGEST, variable_names
from app.consultations.export.columns import Column, Option
from app.consultations.export.rows import Table
from app.consultations.export.words import column_label, option_label, said
from app.kit import clock
from app.kit.i18n import gettext
from app.kit.localized import LANGUAGES, Localized

NAMESPACE: Final = "ddi:codebook:2_5"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def ddi_document(
    table: Table, *, responses: int, opens_at: datetime, closes_at: datetime, made_on: date, file_name: str
) -> bytes:
    """Return the document; `responses` is the number of rows of the file it describes."""
    register_namespace("", NAMESPACE)
    root = Element(_tag("codeBook"), {"version": "2.5", _LANG: LANGUAGES[0]})
    document = _add(_add(root, "docDscr"), "citation")
    _titles(document, table.title, f"{table.code}-codebook")
    _add(_add(document, "prodStmt"), "prodDate", made_on.isoformat(), date=made_on.isoformat())
    _study(_add(root, "stdyDscr"), table, opens_at, closes_at)
    file = _add(_add(root, "fileDscr", ID="F1"), "fileTxt")
    _add(file, "fileName", file_name)
    dimensions = _add(file, "dimensns")
    _add(dimensions, "caseQnty", str(responses))
    _add(dimensions, "varQnty", str(len(table.columns)))
    _add(file, "fileType", "text/csv; charset=utf-8")
    _data(_add(root, "dataDscr"), table.columns)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _study(study: Element, table: Table, opens_at: datetime, closes_at: datetime) -> None:
    citation = _add(study, "citation")
    _titles(citation, table.title, table.code)
    version = _add(citation, "verStmt")
    _add(version, "version", ", ".join(str(one.number) for one in table.versions), type="questionnaire")
    summary = _add(_add(study, "stdyInfo"), "sumDscr")
    for event, moment in (("start", opens_at), ("end", closes_at)):
        day = clock.local(moment).date().isoformat()
        _add(summary, "collDate", day, event=event, date=day)
    _add(summary, "nation", "Belgique", abbr="BE", **{_LANG: "fr"})
    _add(summary, "nation", "België", abbr="BE", **{_LANG: "nl"})
    for lang in LANGUAGES:
        _add(summary, "anlyUnit", gettext(lang, "Person who answered"), **{_LANG: lang})
    use = _add(_add(study, "dataAccs"), "useStmt")
    for lang in LANGUAGES:
        text = gettext(lang, "For the team of the consultation only: small groups are not protected in it.")
        _add(use, "restrctn", text, **{_LANG: lang})


def _titles(citation: Element, title: Localized, number: str) -> None:
    statement = _add(citation, "titlStmt")
    first, *others = LANGUAGES
    _add(statement, "titl", title[first], **{_LANG: first})
    for lang in others:
        _add(statement, "parTitl", title[lang], **{_LANG: lang})
    _add(statement, "IDNo", number)


def _data(data: Element, columns: Sequence[Column]) -> None:
    keys = [f"V_{name}" for name in variable_names(columns, SPSS_LONGEST)]
    # The schema wants every group before the first variable.
    groups: dict[str, list[int]] = {}
    for place, column in enumerate(columns):
        if column.option is not None:
            groups.setdefault(column.name.rpartition("/")[0], []).append(place)
    for name, places in groups.items():
        several = columns[places[0]].kind == "pick"
        group = _add(
            data, "varGrp", ID=f"G_{keys[places[0]]}", name=name,
            type="multipleResp" if several else "other", var=" ".join(keys[place] for place in places),
        )  # fmt: skip
        _labels(group, {lang: said(columns[places[0]].label, lang, name) for lang in LANGUAGES})
    for column, key in zip(columns, keys, strict=True):
        _variable(data, column, key)


def _variable(data: Element, column: Column, key: str) -> None:
    numeric = column.kind in {"whole", "decimal", "rank"}
    variable = _add(
        data, "var", ID=key, name=column.name, files="F1", intrvl="contin" if numeric else "discrete"
    )
    _labels(variable, {lang: column_label(column, lang) for lang in LANGUAGES})
    if column.question:
        for lang in LANGUAGES:
            question = _add(variable, "qstn", **{_LANG: lang})
            _add(question, "qstnLit", said(column.label, lang, column.question))
    for value, labels in _categories(column):
        category = _add(variable, "catgry")
        _add(category, "catValu", value)
        _labels(category, labels)
    if column.question:
        versions = _add(variable, "verStmt")
        _add(versions, "version", ", ".join(map(str, column.versions)), type="questionnaire")
    written = "numeric" if numeric or column.kind == "pick" else "character"
    category_of_format = "date" if column.kind == "day" else "other"
    _add(variable, "varFormat", type=written, schema="ISO", category=category_of_format)


def _categories(column: Column) -> Iterator[tuple[str, Localized]]:
    if column.kind == "pick":
        yield "0", {lang: gettext(lang, "No") for lang in LANGUAGES}
        yield "1", {lang: gettext(lang, "Yes") for lang in LANGUAGES}
    options: Iterable[Option] = column.options if column.kind == "one" else ()
    for option in options:
        yield option.name, {lang: option_label(option, lang) for lang in LANGUAGES}


def _labels(parent: Element, labels: Localized) -> None:
    for lang, label in labels.items():
        _add(parent, "labl", label, **{_LANG: lang})


def _add(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    element = SubElement(
        parent, _tag(name), {key: _NO_XML.sub("", value) for key, value in attributes.items()}
    )
    if text:
        element.text = _NO_XML.sub("", text)
    return element


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
