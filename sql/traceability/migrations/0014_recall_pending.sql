-- Which lots of a recall orders has not answered for, without looking at those that it has.
ALTER TABLE recall ADD KEY recall_pending (origin_lot_id, state);
