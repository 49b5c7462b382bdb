UPDATE test_correction SET state = :state, decided_at = :now, decided_by = :actor, decision_reason = :reason
WHERE id = :id AND state = 'requested'
