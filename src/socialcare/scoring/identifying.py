"""py3langid with the languages that are asked about, its tables kept unpacked: its own file is LZMA, 0.4 s to read."""

import io
from collections.abc import Sequence

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

from socialcare.scoring.memory import Memory

TABLES, MOVES = "languages.cache.npz", "languages.cache.moves"


def identifier(languages: Sequence[str], memory: Memory) -> LanguageIdentifier:
    model = MODEL_DIR / MODEL_FILE
    of = repr((model, model.stat().st_size, model.stat().st_mtime_ns, np.__version__, *languages))
    tables, moves = memory.recall(TABLES, of), memory.recall(MOVES, of)
    if tables is not None and moves is not None:
        return _recalled(tables, moves)
    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(list(languages))
    _keep(found, of, memory)
    return found


def _keep(found: LanguageIdentifier, of: str, memory: Memory) -> None:
    out = io.BytesIO()
    # The order in memory of a table is kept too: with another, sums would differ in their last digit.
    np.savez(
        out,
        ptc=found.nb_ptc,
        pc=found.nb_pc,
        classes=np.array(found.nb_classes),
        rows=np.array(found.tk_row),
        outputs=np.array(found.tk_output, dtype=np.int32),
    )
    memory.keep(TABLES, of, out.getvalue())
    memory.keep(MOVES, of, np.asarray(found.tk_nextmove).astype(np.uintc).tobytes())


def _recalled(tables: memoryview, moves: memoryview) -> LanguageIdentifier:
    """`moves`, 39 MB of it, stays where it is: a text looks at a few hundred places of it."""
    with np.load(io.BytesIO(tables), allow_pickle=False) as file:
        return LanguageIdentifier(
            file["ptc"],
            file["pc"],
            file["classes"].tolist(),
            moves.cast("I"),
            file["outputs"].tolist(),
            norm_probs=True,
            tk_row=file["rows"].tolist(),
        )
