"""Joins the kit's stylesheets into one file, so that a page makes one request.

`python src/stepwell/doors/kit/build_css.py` writes kit.css; with --check it only says whether kit.css is behind.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent / "static" / "kit"
ORDER = ("tokens", "base", "components", "forms", "data", "public", "patient", "staff", "print")
NOTE = "/* Made by build_css.py from css/*.css: edit those, then run it. */\n"


def built() -> str:
    """The one stylesheet the sources make."""
    sources = (HERE / "css" / f"{name}.css" for name in ORDER)
    return NOTE + "\n".join(path.read_text(encoding="utf-8") for path in sources)


def is_current() -> bool:
    """Whether kit.css is what the sources make."""
    target = HERE / "kit.css"
    return target.exists() and target.read_text(encoding="utf-8") == built()


def main(args: list[str]) -> int:
    if "--check" in args:
        if is_current():
            return 0
        sys.stderr.write("kit.css is behind its sources: run build_css.py\n")
        return 1
    (HERE / "kit.css").write_text(built(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
