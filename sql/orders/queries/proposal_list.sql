SELECT id, rfq_id, buyer, supplier, quotation_id, revision, state, total_fen, proposed_by, proposed_at, decided_by, decided_at, ordering_until, version
FROM proposal FORCE INDEX (PRIMARY)
WHERE id < :before
ORDER BY id DESC
LIMIT :limit
