"""Reporting: the program's figures, each a read over what the journey wrote, with its definition beside it."""
