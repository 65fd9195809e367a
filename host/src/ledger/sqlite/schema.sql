-- Version 1 of the ledger. Times are milliseconds since 1970.

-- The log. The intent comes first in each key: it is looked up with and without its venue.
CREATE TABLE entries (
    seq       INTEGER PRIMARY KEY,
    intent    TEXT    NOT NULL,
    venue     TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    kind      TEXT    NOT NULL,
    body      TEXT    NOT NULL, -- the fact, as JSON
    raw       TEXT,             -- the text as it arrived
    says      TEXT,             -- what is the same when it is told again; none for a duplicate
    duplicate INTEGER NOT NULL
) STRICT;
CREATE INDEX entries_of_an_intent ON entries (intent, venue);
CREATE UNIQUE INDEX entries_say_it_once ON entries (intent, venue, says) WHERE says IS NOT NULL;

CREATE TRIGGER entries_are_never_changed BEFORE UPDATE ON entries
BEGIN SELECT raise(ABORT, 'the ledger is append-only: an entry is never changed'); END;
CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN SELECT raise(ABORT, 'the ledger is append-only: an entry is never deleted'); END;
-- INSERT OR REPLACE passes by the trigger above where recursive triggers are off.
CREATE TRIGGER entries_are_never_replaced BEFORE INSERT ON entries
WHEN EXISTS (SELECT 1 FROM entries WHERE seq = NEW.seq)
BEGIN SELECT raise(ABORT, 'the ledger is append-only: an entry is never replaced'); END;

-- The projection: follows from the log and can be rebuilt from it.
CREATE TABLE intents (
    intent      TEXT    NOT NULL,
    venue       TEXT    NOT NULL,
    standing    TEXT    NOT NULL, -- open, settled, attention
    reason      TEXT,             -- why it needs attention
    order_id    TEXT,
    last_seq    INTEGER NOT NULL, -- the last entry that it follows from
    next_due_at INTEGER,          -- when an open one is due
    since       INTEGER,          -- since when it is not settled
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (intent, venue)
) STRICT, WITHOUT ROWID;
CREATE INDEX intents_unsettled ON intents (standing, since) WHERE standing <> 'settled';
CREATE INDEX intents_by_change ON intents (last_seq);
