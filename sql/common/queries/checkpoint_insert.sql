INSERT INTO event_checkpoint (consumer, sequence, updated_at) VALUES (:consumer, 0, :now)
