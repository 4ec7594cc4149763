"""Compiles every template with the application's own environments: syntax, unknown filters and
tests, bad includes.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepwell.settings")

import django
import jinja2
import jinja2.meta
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.backends.jinja2 import Jinja2

SOURCE = Path(__file__).resolve().parents[1] / "src"


def main() -> int:
    """Print each broken template; 1 when there is one."""
    django.setup()
    names, problems = 0, []
    for engine in engines.all():
        for name, compiled in _jinja(engine.env) if isinstance(engine, Jinja2) else _django(engine):
            names += 1
            problems += [f"{name}: {compiled}"] if compiled else []
    print("\n".join(problems) if problems else f"{names} templates compile.")
    return 1 if problems else 0


def _jinja(env: jinja2.Environment) -> Iterator[tuple[str, str]]:
    for name in env.list_templates():
        try:
            template = env.get_template(name)
            tree = env.parse(Path(template.filename or name).read_text(), name)
            for reference in jinja2.meta.find_referenced_templates(tree):
                if reference:
                    env.get_template(reference)
        except jinja2.TemplateError as problem:
            yield name, f"line {getattr(problem, 'lineno', '?')}: {problem.message}"
        else:
            yield name, ""


def _django(engine: Any) -> Iterator[tuple[str, str]]:
    """Only ours, and only those no Jinja environment reads: third-party apps bring their own."""
    jinja_folders = {Path(d) for e in engines.all() if isinstance(e, Jinja2) for d in e.dirs}
    for folder in map(Path, engine.template_dirs):
        if folder in jinja_folders or not folder.is_relative_to(SOURCE):
            continue
        for file in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
            name = str(file.relative_to(folder))
            try:
                engine.get_template(name)
            except (TemplateSyntaxError, TemplateDoesNotExist) as problem:
                yield name, str(problem)
            else:
                yield name, ""


if __name__ == "__main__":
    sys.exit(main())
