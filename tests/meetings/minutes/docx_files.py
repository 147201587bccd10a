"""Word documents for tests, and files that only look like one."""

import io
import zipfile
from collections.abc import Mapping

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f'<w:styles {W}><w:style w:styleId="Titre2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:styleId="MonTitre"><w:name w:val="Mon titre"/><w:basedOn w:val="Titre2"/></w:style>'
    '<w:style w:styleId="Round"><w:name w:val="Round"/><w:basedOn w:val="Round"/></w:style></w:styles>'
)


def paragraph(*runs: str, style: str = "", listed: bool = False) -> str:
    """A paragraph of plain runs."""
    numbered = '<w:numPr><w:numId w:val="1"/></w:numPr>' if listed else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    words = "".join(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return f"<w:p><w:pPr>{named}{numbered}</w:pPr>{words}</w:p>"


def document(*paragraphs: str, prolog: str = "") -> str:
    """The main part of a document."""
    return f"{prolog}<w:document {W}><w:body>{''.join(paragraphs)}</w:body></w:document>"


def docx(body: str, parts: Mapping[str, bytes | str] | None = None) -> bytes:
    """A .docx with this main part."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
        for name, content in ({"word/styles.xml": STYLES} | dict(parts or {})).items():
            archive.writestr(name, content)
    return file.getvalue()
