"""Assessment: the multidisciplinary evaluation and the level-of-care decision that rests on it. Its
words are section, owner, signature, dimension, rating, recommendation, decision. Neighbors:
``intake`` to its left brings the person and their answers; ``admission`` to its right acts on the
decision. Laws: each section has one owner and is amended, never edited, once signed; ``placement``
recommends from a rule pack of our own with reasons in both directions, licensed criteria are never
shipped, and a clinician decides and says why when differing."""
