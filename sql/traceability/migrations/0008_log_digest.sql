-- Whoever has an event, and not its place here, finds the place by its digest.
ALTER TABLE log_leaf ADD KEY log_leaf_digest (digest, leaf_index);
