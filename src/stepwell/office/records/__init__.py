"""Records: release of information. Nothing is built here yet; its issue fills it."""
