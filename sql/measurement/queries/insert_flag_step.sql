INSERT INTO flag_step (flag_id, version, action, actor, organisation, reason, taken_at)
  VALUES (:flag, :version, :action, :actor, :organisation, :reason, :now)
