-- Version 1 of the store.
CREATE TABLE pairs (
    venue   TEXT NOT NULL,
    adapter TEXT NOT NULL,
    key     TEXT NOT NULL,
    value   BLOB NOT NULL,
    PRIMARY KEY (venue, adapter, key)
) STRICT;

-- What each scope holds, so that a quota is checked without counting.
CREATE TABLE usage (
    venue   TEXT    NOT NULL,
    adapter TEXT    NOT NULL,
    keys    INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,
    PRIMARY KEY (venue, adapter)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER usage_grows AFTER INSERT ON pairs
BEGIN
    INSERT INTO usage (venue, adapter, keys, bytes)
    VALUES (NEW.venue, NEW.adapter, 1, octet_length(NEW.key) + length(NEW.value))
    ON CONFLICT (venue, adapter) DO UPDATE SET keys = keys + 1, bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER usage_changes AFTER UPDATE OF value ON pairs
BEGIN
    UPDATE usage SET bytes = bytes + length(NEW.value) - length(OLD.value)
    WHERE venue = NEW.venue AND adapter = NEW.adapter;
END;
CREATE TRIGGER usage_shrinks AFTER DELETE ON pairs
BEGIN
    UPDATE usage SET keys = keys - 1, bytes = bytes - octet_length(OLD.key) - length(OLD.value)
    WHERE venue = OLD.venue AND adapter = OLD.adapter;
END;
