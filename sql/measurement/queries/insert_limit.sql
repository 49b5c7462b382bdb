INSERT INTO measurement_limit (name, subject, valid_from, value, source, actor, announced_at)
  VALUES (:name, :subject, :valid_from, :value, :source, :actor, :now)
