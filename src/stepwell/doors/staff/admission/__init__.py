"""From the first call to the first day: the pipeline, the assessment, the level, the seat."""
