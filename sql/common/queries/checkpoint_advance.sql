UPDATE event_checkpoint SET sequence = :new, updated_at = :now WHERE consumer = :consumer AND sequence = :old
