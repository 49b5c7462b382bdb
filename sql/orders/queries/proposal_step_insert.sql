INSERT INTO proposal_step (proposal_id, number, action, actor, reason, taken_at)
VALUES (:proposal_id, :number, :action, :actor, :reason, :taken_at)
