-- Whoever sums and signs a period holds it until then: a long one takes a while, and one process is enough.
ALTER TABLE period_freeze ADD COLUMN leased_until DATETIME(6) NOT NULL DEFAULT '1970-01-01 00:00:00';
