"""The tables, as migrations: never edited once shipped, each in a transaction of its own.

Times are UTC text of one width (`2026-11-22T18:05:00.000000Z`), so text order is time order. Text columns hold no NUL
and no lone surrogate. Only the latest facts about a case that a list needs fast stand in `cases`; they are renewed from
the facts at each change (`store/cases.py`) and never decide a verdict.
"""

from sqlite3 import Connection

from sqlite_utils import Database, Migrations

migrations = Migrations("socialcare")


FIRST_TABLES = (
    """
    CREATE TABLE authors (
        id INTEGER PRIMARY KEY, channel TEXT NOT NULL, handle TEXT NOT NULL, name TEXT NOT NULL,
        followers INTEGER, identity TEXT NOT NULL AS (CASE handle WHEN '' THEN name ELSE '@' || handle END) STORED,
        UNIQUE (channel, identity)
    ) STRICT
    """,
    """
    CREATE TABLE cases (
        id INTEGER PRIMARY KEY, channel TEXT NOT NULL, thread TEXT NOT NULL,
        author_id INTEGER NOT NULL REFERENCES authors, opened_at TEXT NOT NULL, last_at TEXT NOT NULL,
        is_open INTEGER NOT NULL DEFAULT 1, answered INTEGER NOT NULL DEFAULT 0,
        complaint INTEGER NOT NULL DEFAULT 0, stale INTEGER NOT NULL DEFAULT 1, UNIQUE (channel, thread, author_id)
    ) STRICT
    """,
    "CREATE INDEX cases_open ON cases (last_at) WHERE is_open = 1",
    "CREATE INDEX cases_author ON cases (author_id)",
    "CREATE INDEX cases_last ON cases (last_at)",
    "CREATE INDEX cases_stale ON cases (id) WHERE stale = 1",
    "CREATE INDEX cases_complaints ON cases (opened_at) WHERE complaint = 1",
    """
    CREATE TABLE mentions (
        id INTEGER PRIMARY KEY, channel TEXT NOT NULL, ref TEXT NOT NULL,
        author_id INTEGER NOT NULL REFERENCES authors, text TEXT NOT NULL, posted_at TEXT NOT NULL,
        seen_at TEXT NOT NULL, claimed_at TEXT, url TEXT NOT NULL, in_reply_to TEXT, thread TEXT, root TEXT,
        kind TEXT NOT NULL, language TEXT, rating REAL, own INTEGER NOT NULL, metrics TEXT NOT NULL,
        case_id INTEGER REFERENCES cases, triaged INTEGER NOT NULL DEFAULT 0, UNIQUE (channel, ref)
    ) STRICT
    """,
    "CREATE INDEX mentions_posted ON mentions (posted_at)",
    "CREATE INDEX mentions_case ON mentions (case_id) WHERE case_id IS NOT NULL",
    "CREATE INDEX mentions_untriaged ON mentions (id) WHERE triaged = 0 AND own = 0",
    "CREATE INDEX mentions_unthreaded ON mentions (id) WHERE root IS NULL",
    "CREATE INDEX mentions_author ON mentions (author_id)",
    "CREATE INDEX mentions_root ON mentions (channel, root)",
    """
    CREATE TABLE scores (
        mention_id INTEGER PRIMARY KEY REFERENCES mentions, version TEXT NOT NULL, sentiment TEXT NOT NULL,
        polarity REAL NOT NULL, confidence REAL NOT NULL, emotion TEXT NOT NULL, intent TEXT NOT NULL,
        is_question INTEGER NOT NULL, irony INTEGER NOT NULL, spam INTEGER NOT NULL, baseline REAL NOT NULL,
        emotions TEXT NOT NULL, evidence TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE routes (
        mention_id INTEGER PRIMARY KEY REFERENCES mentions, digest TEXT NOT NULL, rule TEXT NOT NULL,
        expert TEXT NOT NULL, team TEXT NOT NULL, community_manager TEXT NOT NULL, priority TEXT NOT NULL,
        policy TEXT NOT NULL, complaint INTEGER NOT NULL, topic TEXT NOT NULL, tags TEXT NOT NULL,
        set_aside TEXT NOT NULL, because TEXT NOT NULL, routed_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE promises (
        mention_id INTEGER PRIMARY KEY REFERENCES mentions, due_at TEXT NOT NULL, policy TEXT NOT NULL,
        calendar TEXT NOT NULL, digest TEXT NOT NULL, because TEXT NOT NULL, promised_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE events (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, case_id INTEGER NOT NULL REFERENCES cases,
        action TEXT NOT NULL, text TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
        undoes INTEGER UNIQUE REFERENCES events
    ) STRICT
    """,
    "CREATE INDEX events_case ON events (case_id)",
    """
    CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
    """,
    """
    CREATE TABLE channels (
        name TEXT PRIMARY KEY, connector TEXT NOT NULL, cursor TEXT NOT NULL, succeeded_at TEXT, tried_at TEXT,
        failure TEXT
    ) STRICT
    """,
    """
    CREATE TABLE rejects (
        id INTEGER PRIMARY KEY, channel TEXT NOT NULL, at TEXT NOT NULL, place TEXT NOT NULL, why TEXT NOT NULL,
        excerpt TEXT NOT NULL, UNIQUE (channel, place, excerpt)
    ) STRICT
    """,
)


@migrations()
def m001_first_tables(db: Database) -> None:
    for statement in FIRST_TABLES:
        db.execute(statement)


@migrations()
def m002_full_text(db: Database) -> None:
    """External content: the words are indexed, the text is stored once. Written by the batch, never by row triggers."""
    db.execute(
        "CREATE VIRTUAL TABLE mentions_words USING fts5("
        "text, content='mentions', content_rowid='id', tokenize=\"unicode61 remove_diacritics 2\")"
    )


@migrations()
def m003_legs_and_warnings(db: Database) -> None:
    """Promises made before have no expert's leg, warn nobody, and say nothing of the end of the case."""
    db.execute("ALTER TABLE promises ADD COLUMN expert_due_at TEXT")
    db.execute("ALTER TABLE promises ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]'")
    db.execute("ALTER TABLE promises ADD COLUMN resolution_due_at TEXT")
    db.execute("ALTER TABLE promises ADD COLUMN snapshot TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE promises ADD COLUMN tzdata TEXT NOT NULL DEFAULT ''")


@migrations()
def m004_edits_and_tombstones(db: Database) -> None:
    """`vanished_at` is when the network no longer showed a mention, which stays; `spoke_at` when the newest of a channel
    was posted. A wording stood until `replaced_at`, when we saw the next.
    """
    db.execute("ALTER TABLE mentions ADD COLUMN edited_at TEXT")
    db.execute("ALTER TABLE mentions ADD COLUMN media TEXT NOT NULL DEFAULT '[]'")
    db.execute("ALTER TABLE mentions ADD COLUMN can_reply INTEGER")
    db.execute("ALTER TABLE mentions ADD COLUMN vanished_at TEXT")
    db.execute(
        "CREATE TABLE wordings (mention_id INTEGER NOT NULL REFERENCES mentions, replaced_at TEXT NOT NULL, "
        "text TEXT NOT NULL, PRIMARY KEY (mention_id, replaced_at)) STRICT, WITHOUT ROWID"
    )
    db.execute("ALTER TABLE channels ADD COLUMN spoke_at TEXT")
    db.execute("UPDATE channels SET spoke_at = (SELECT max(posted_at) FROM mentions WHERE channel = channels.name)")


@migrations()
def m005_corrections(db: Database) -> None:
    """What a score tells more; and what people say it should have told, one row a fact, kept beside it for good."""
    db.execute("ALTER TABLE scores DROP COLUMN baseline")
    for flag in ("mixed", "urgency", "churn", "insult"):
        db.execute(f"ALTER TABLE scores ADD COLUMN {flag} INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE scores ADD COLUMN language TEXT NOT NULL DEFAULT ''")
    db.execute(
        "CREATE TABLE corrections (id INTEGER PRIMARY KEY, event_id INTEGER NOT NULL REFERENCES events, "
        "mention_id INTEGER NOT NULL REFERENCES mentions, at TEXT NOT NULL, by TEXT NOT NULL, field TEXT NOT NULL, "
        "before TEXT NOT NULL, after TEXT NOT NULL, UNIQUE (event_id, mention_id, field)) STRICT"
    )
    db.execute("CREATE INDEX corrections_mention ON corrections (mention_id)")
    for deed in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER corrections_are_kept_on_{deed.lower()} BEFORE {deed} ON corrections "
            "BEGIN SELECT RAISE(ABORT, 'corrections are append-only'); END"
        )


@migrations()
def m006_links(db: Database) -> None:
    """Which accounts people said are one customer, or are not: one row each time it is said, the last one stands."""
    db.execute(
        "CREATE TABLE links (id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, "
        "author_id INTEGER NOT NULL REFERENCES authors, other_id INTEGER NOT NULL REFERENCES authors, "
        "linked INTEGER NOT NULL, CHECK (author_id <> other_id)) STRICT"
    )
    db.execute(
        "CREATE TRIGGER links_are_never_changed BEFORE UPDATE ON links "
        "BEGIN SELECT RAISE(ABORT, 'links are append-only'); END"
    )


@migrations()
def m007_notices(db: Database) -> None:
    """What each person was told of a case: see `notices.Notice`."""
    db.execute(
        "CREATE TABLE notices (person TEXT NOT NULL, case_id INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE, "
        "what TEXT NOT NULL, of_at TEXT NOT NULL, told_at TEXT NOT NULL, PRIMARY KEY (case_id, person, what, of_at)) "
        "STRICT, WITHOUT ROWID"
    )


@migrations()
def m008_outbox(db: Database) -> None:
    """Answers on their way out: see `outbox.Outgoing`. Who stopped all sending, or let it go on; the last one stands."""
    db.execute(
        "CREATE TABLE outbox (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, "
        "case_id INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE, "
        "mention_id INTEGER NOT NULL REFERENCES mentions ON DELETE CASCADE, text TEXT NOT NULL, by TEXT NOT NULL, "
        "since TEXT NOT NULL, tried_at TEXT NOT NULL, fate TEXT NOT NULL, "
        "queued INTEGER NOT NULL UNIQUE REFERENCES events ON DELETE CASCADE, "
        "replied INTEGER UNIQUE REFERENCES events ON DELETE CASCADE, "
        "ref TEXT NOT NULL DEFAULT '', url TEXT NOT NULL DEFAULT '', why TEXT NOT NULL DEFAULT '[]') STRICT"
    )
    db.execute("CREATE UNIQUE INDEX outbox_pending ON outbox (case_id) WHERE fate IN ('waiting', 'unknown')")
    db.execute("CREATE INDEX outbox_cases ON outbox (case_id)")
    db.execute("CREATE INDEX outbox_mentions ON outbox (mention_id)")
    db.execute(
        "CREATE TABLE stops (id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, stopped INTEGER NOT NULL) STRICT"
    )


@migrations()
def m009_merges(db: Database) -> None:
    """A merge is an event of the case that goes on; `after` names the one that is followed there."""
    db.execute("CREATE INDEX events_merged ON events (CAST(after AS INTEGER)) WHERE action = 'merge'")
    db.execute("CREATE INDEX events_by ON events (by, id)")
    # Small pages come often: fewer merges of the index of words take a fifth off their storing.
    db.execute("INSERT INTO mentions_words (mentions_words, rank) VALUES ('automerge', 16)")


@migrations()
def m010_oldest_first(db: Database) -> None:
    """Who wrote first is decided about first, whichever channel was pulled first."""
    db.execute("DROP INDEX mentions_untriaged")
    db.execute("CREATE INDEX mentions_untriaged ON mentions (posted_at) WHERE triaged = 0 AND own = 0")


@migrations()
def m011_words_of_many_pages(db: Database) -> None:
    """The words of a page are a segment of their own until there are 64: a page of 40 is stored a tenth faster."""
    for name, value in (("automerge", 0), ("crisismerge", 64)):
        db.execute("INSERT INTO mentions_words (mentions_words, rank) VALUES (?, ?)", (name, value))


def migrate(connection: Connection) -> None:
    """Bring a database up to date; a migration that fails is rolled back and stays pending."""
    migrations.apply(Database(connection))
