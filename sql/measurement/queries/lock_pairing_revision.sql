-- Two who enter pairings wait for each other.
SELECT revision FROM pairing_revision WHERE id = 1 FOR UPDATE
