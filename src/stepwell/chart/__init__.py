"""Chart: what is known of a patient. It outlives every stage; stages write leftward into it."""
