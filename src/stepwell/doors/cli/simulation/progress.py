"""A progress line on stderr: redrawn on a terminal, one line every few seconds elsewhere."""

import sys
import time
from typing import TextIO

WIDTH = 24


class Progress:
    """`tell(done, words)` with `done` from 0 to 1; says how long it will still take."""

    def __init__(self, title: str, out: TextIO | None = None, every: float = 5.0) -> None:
        self.title, self.out, self.every = title, out or sys.stderr, every
        self.began = time.monotonic()
        self._told = self.began
        self._wide = 0

    def tell(self, done: float, words: str) -> None:
        now, terminal = time.monotonic(), self.out.isatty()
        if now - self._told < (0.2 if terminal else self.every):
            return
        self._told = now
        spent = now - self.began
        left = f"about {spent / done - spent:.0f} s left" if done > 0.02 else ""
        bar = "█" * round(done * WIDTH)
        line = f"{self.title} {bar:░<{WIDTH}} {done:4.0%}  {words}  {left}".rstrip()
        if terminal:
            self.out.write(f"\r{line:<{self._wide}}")
            self._wide = len(line)
        else:
            self.out.write(f"{line}\n")
        self.out.flush()

    def end(self, words: str) -> None:
        spent = time.monotonic() - self.began
        line = f"{self.title}: {words} ({spent:.1f} s)"
        lead = "\r" if self.out.isatty() else ""
        self.out.write(f"{lead}{line:<{self._wide}}\n")
        self.out.flush()


class Silent(Progress):
    """For tests."""

    def __init__(self) -> None:
        super().__init__("")

    def tell(self, done: float, words: str) -> None:
        """Nothing."""

    def end(self, words: str) -> None:
        """Nothing."""
