-- Flags say when what they rest on was given back (docs/decisions/0028), and exports speak the language of who asked for them.
ALTER TABLE flag ADD COLUMN withdrawn_at DATETIME(6) NULL;         -- since then nothing is left of what it rests on
ALTER TABLE flag_step MODIFY COLUMN action VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;

-- The sums follow streams: they are made anew from zero, with what was given back. The same evidence flags once, whenever it is found.
DELETE FROM flag_pair;
DELETE FROM flag_month;
DELETE FROM flag_price;
DELETE FROM flag_lot;
DELETE FROM flag_volume;
DELETE FROM flag_reached;
DELETE FROM event_checkpoint WHERE consumer IN ('measurement.flags.orders', 'measurement.flags.registrations', 'measurement.flags.lots');
ALTER TABLE flag_pair ADD COLUMN returned_orders BIGINT NOT NULL;  -- of paid_orders, given back whole

ALTER TABLE export_job
  ADD COLUMN language ENUM('zh', 'en') CHARACTER SET ascii NOT NULL DEFAULT 'zh',
  MODIFY COLUMN as_of VARCHAR(250) CHARACTER SET ascii COLLATE ascii_bin NOT NULL;
