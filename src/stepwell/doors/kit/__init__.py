"""Kit: what every door shares – the URL register, refusals, sessions, components, charts, health."""
