"""Journey: what happens next, in order. Read from top to bottom it is the patient's story."""
