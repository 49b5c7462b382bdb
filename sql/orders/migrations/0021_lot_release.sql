-- What was blocked because of a report that turned out wrong goes back on sale. Blocks and releases of a lot may arrive late
-- and in any order: the greatest decision (the lot's version with traceability) is the one that holds.
ALTER TABLE lot_gate ADD COLUMN decision BIGINT NOT NULL DEFAULT 0;
