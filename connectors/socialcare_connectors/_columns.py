"""Which column of a table holds what, by the names exports give them in French and English."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from socialcare.errors import WrongUse
from socialcare.sentences import say

NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "tweet_id", "ref", "reference", "comment_id", "review_id", "post_id", "message_id", "identifiant"),
    "author": ("author", "auteur", "pseudo", "handle", "user", "username", "screen_name", "utilisateur", "client"),
    "text": ("text", "texte", "message", "contenu", "content", "comment", "commentaire", "full_text", "avis", "review"),
    "date": ("date", "posted_at", "created_at", "publie_le", "horodatage", "timestamp", "date_de_publication",
             "date_heure", "datetime", "published_at", "cree_le"),
    "url": ("url", "lien", "link", "permalink", "permalien"),
    "in_reply_to": ("in_reply_to", "en_reponse_a", "in_reply_to_id", "in_reply_to_status_id", "parent", "parent_id"),
    "thread": ("thread", "fil", "thread_id", "conversation_id", "conversation"),
    "kind": ("kind", "type"),
    "rating": ("rating", "note", "etoiles", "stars", "score"),
    "language": ("language", "langue", "lang"),
    "name": ("name", "nom", "display_name", "author_name", "nom_affiche"),
    "followers": ("followers", "abonnes", "followers_count"),
}  # fmt: skip
"""Field by field, the names it goes by, the likeliest first; compared without case, accents or punctuation."""

NEEDED = ("text", "date")


def fields_found(columns: Sequence[str], chosen: Mapping[str, str], file: str) -> dict[str, str]:
    """Field to column; `chosen` (column to field) comes first. Raises WrongUse where no column holds text or date."""
    _check_chosen(columns, chosen, file)
    found = {field: column for column, field in chosen.items()}
    by_name = {_folded(column): column for column in reversed(columns) if column not in chosen}
    for field, names in NAMES.items():
        column = next((by_name[name] for name in names if name in by_name), None)
        if field not in found and column is not None:
            found[field] = column
    missing = [field for field in NEEDED if field not in found]
    if missing:
        raise WrongUse(
            say(
                "{file}: no column is known to hold {missing}; name it with --map “COLUMN={field}”. Columns: {columns}",
                file=file,
                missing=", ".join(missing),
                field=missing[0],
                columns=_listed(columns),
            )
        )
    return found


def known(columns: Sequence[str]) -> int:
    """How many of the columns have a name we know."""
    names = {name for group in NAMES.values() for name in group}
    return sum(_folded(column) in names for column in columns)


def _check_chosen(columns: Sequence[str], chosen: Mapping[str, str], file: str) -> None:
    mistakes = [
        say("there is no column “{column}”; columns: {columns}", column=column, columns=_listed(columns))
        for column in chosen
        if column not in columns
    ]
    mistakes += [
        say("there is no field “{field}”; fields: {fields}", field=field, fields=", ".join(NAMES))
        for field in chosen.values()
        if field not in NAMES
    ]
    mistakes += [
        say("the field “{field}” is given to several columns; keep one", field=field)
        for field in sorted(set(chosen.values()))
        if list(chosen.values()).count(field) > 1
    ]
    if mistakes:
        raise WrongUse(say("{file}: the column map does not fit the file", file=file), *mistakes)


def _listed(columns: Sequence[str]) -> str:
    """Thirty at most: JSON Lines may have any number of keys."""
    return ", ".join(column[:40] for column in columns[:30]) + (", …" if len(columns) > 30 else "")


def _folded(column: str) -> str:
    letters = unicodedata.normalize("NFKD", column.casefold())
    return re.sub(r"[^a-z0-9]+", "_", "".join(c for c in letters if not unicodedata.combining(c))).strip("_")
