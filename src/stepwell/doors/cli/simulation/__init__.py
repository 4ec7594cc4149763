"""The simulator: the same actions the screens call, driven through simulated weeks. Same seed, same clinic.

`cast` is the standing cast – one account a role, two sites, the tracks – that seeds the demo, the simulator and the tests.
"""
