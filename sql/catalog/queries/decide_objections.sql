UPDATE certification_objection
SET state = :state, decided_at = :now
WHERE certification_id = :certification AND state = 'open'
