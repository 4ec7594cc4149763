"""Pure computations offered as commands."""
