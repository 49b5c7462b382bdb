SELECT sequence FROM event_checkpoint WHERE consumer = :consumer
