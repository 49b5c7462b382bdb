-- It is blocked already, by an earlier decision.
UPDATE lot_gate SET decision = :decision WHERE lot = :lot AND decision < :decision
