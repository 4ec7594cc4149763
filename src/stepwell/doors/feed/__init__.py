"""Calendar programs read here what a secret address lets them: one person's own times, under neutral words."""
