"""Templates: one environment per language, pages and their fragments."""

from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2_fragments import render_block

from app.kit import i18n, markdown
from app.kit.localized import LANGUAGE_NAMES, Lang, in_language, other_language
from app.kit.static import static, static_module
from app.settings import get_settings

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def environment(lang: Lang) -> Environment:
    """Return the template environment whose `_` speaks `lang`.

    An unknown variable is an error, never a blank.
    """
    settings = get_settings()
    return _environment(lang, settings.base_url, settings.demo, settings.environment == "development")


# Templates see no more of the settings than this, so that what was compiled serves as long as these stay.
@lru_cache(maxsize=16)
def _environment(lang: Lang, base_url: str, demo: bool, develops: bool) -> Environment:  # noqa: FBT001 - see above
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        # Plain text has nothing to escape: there & is an ampersand.
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=develops,
    )
    catalogue = i18n.translations(lang)
    env.install_gettext_callables(catalogue.gettext, catalogue.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals |= {
        "lang": lang,
        "other_lang": other_language(lang),
        "language_names": LANGUAGE_NAMES,
        "static": static,
        "static_module": static_module,
        "base_url": base_url,
        "demo": demo,
    }
    filters = {
        "t": lambda text: in_language(text, lang),
        "date": partial(i18n.long_date, lang=lang),
        "day_and_month": partial(i18n.day_and_month, lang=lang),
        "last_day": partial(i18n.last_day, lang=lang),
        "weekday_date": partial(i18n.weekday_date, lang=lang),
        "short_date": partial(i18n.short_date, lang=lang),
        "time": partial(i18n.clock_time, lang=lang),
        "number": partial(i18n.number, lang=lang),
        "percent": partial(i18n.percent, lang=lang),
        "markdown": markdown.render,
        "markdown_line": markdown.render_line,
    }
    env.filters.update(filters)
    return env


def is_fragment(request: Request) -> bool:
    """Say whether htmx asks for a part of the page rather than for the page."""
    return request.headers.get("HX-Request") == "true"


def render_text(template: str, lang: Lang, data: Mapping[str, Any]) -> str:
    """Render a template that is no page: a mail, a feed."""
    return environment(lang).get_template(template).render(**data)


def words_of(template: str, lang: Lang, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a template sets at its top level, by name: the words of a mail that has several forms."""
    return dict(vars(environment(lang).get_template(template).make_module(dict(data))))


def page(
    request: Request,
    template: str,
    lang: Lang,
    *,
    status: int = 200,
    fragment: str = "",
    headers: Mapping[str, str] | None = None,
    **data: Any,  # noqa: ANN401 - whatever the template shows
) -> HTMLResponse:
    """Render a page, or its block `fragment` when htmx asked for that part of it.

    Pages are `no-store` unless `headers` says otherwise: what may hold somebody's answers is never kept by a
    cache.
    """
    values = {"request": request, "path": request.url.path, **data}
    env = environment(lang)
    if fragment and is_fragment(request):
        body = render_block(env, template, fragment, **values)
    else:
        body = env.get_template(template).render(**values)
    return HTMLResponse(
        body,
        status_code=status,
        headers={
            "Cache-Control": "no-store",
            "Content-Language": lang,
            "Vary": "HX-Request",
            **(headers or {}),
        },
    )
