-- Version 2: more kinds of facts (a host of version 1 could not read them), and the order's payments one at a time.
CREATE INDEX intents_open_of_an_order ON intents (order_id, venue) WHERE standing = 'open';
