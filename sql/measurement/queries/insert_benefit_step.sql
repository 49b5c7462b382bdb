INSERT INTO benefit_step (batch, version, action, actor, organisation, reason, taken_at)
  VALUES (:batch, :version, :action, :actor, :organisation, :reason, :now)
