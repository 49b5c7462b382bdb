INSERT INTO registration_step (registration_id, version, action, actor, organisation, reason, taken_at)
  VALUES (:registration, :version, :action, :actor, :organisation, :reason, :now)
