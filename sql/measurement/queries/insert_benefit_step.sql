INSERT INTO benefit_step (batch, version, action, actor, organisation, reason, taken_at, revision)
  VALUES (:batch, :version, :action, :actor, :organisation, :reason, :now, :revision)
