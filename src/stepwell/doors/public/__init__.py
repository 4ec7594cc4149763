"""The public door: what the program is, its levels of care, and how to ask for help. Nothing about anybody."""
