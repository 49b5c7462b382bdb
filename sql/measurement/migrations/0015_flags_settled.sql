-- Up to which number of a source a flag has been told of what concerns it. When the sums are made anew, from zero, nothing of
-- before is done to the flag once more, so that what an agency decided stands. Where the sums are being made anew right now
-- (0013 began that), their checkpoint may stand anywhere, and what is counted is taken for told: flags are behind by seconds.
ALTER TABLE flag
  ADD COLUMN settled_orders BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN settled_registrations BIGINT NOT NULL DEFAULT 0;
UPDATE flag SET
  settled_orders = GREATEST(
    COALESCE((SELECT sequence FROM event_checkpoint WHERE consumer = 'measurement.flags.orders'), 0),
    COALESCE((SELECT sequence FROM measurement_source WHERE origin = 'orders'), 0)),
  settled_registrations = GREATEST(
    COALESCE((SELECT sequence FROM event_checkpoint WHERE consumer = 'measurement.flags.registrations'), 0),
    COALESCE((SELECT sequence FROM measurement_source WHERE origin = 'registrations'), 0));
