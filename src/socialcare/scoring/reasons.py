"""Why a piece of text counts: the closed set of `Evidence.reason`, in English for the catalogues."""

from socialcare.sentences import mark

PRAISE = mark("praise word")
TROUBLE = mark("trouble word")
NEGATION = mark("negation")
IRONY = mark("irony: praise beside trouble")
EMOJI = mark("emoji")
SITUATION = mark("situation")
TEXTBLOB = mark("textblob-fr lexicon")
STARS = mark("stars given")
LEARNT = mark("learnt from labelled messages")
TONE = mark("the whole: length, marks, words together")
OWN = mark("your own lexicon")
FOREIGN = mark("not French: only its emoji were read")
ENCODED = (
    mark("the encoder reads it as negative"),
    mark("the encoder reads it as neutral"),
    mark("the encoder reads it as positive"),
)
"""In the order of the model's sentiments."""

ALL = frozenset(
    {PRAISE, TROUBLE, NEGATION, IRONY, EMOJI, SITUATION, TEXTBLOB, STARS, LEARNT, TONE, OWN, FOREIGN, *ENCODED}
)
