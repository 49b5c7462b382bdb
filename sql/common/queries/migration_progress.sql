-- `running` is the number of a statement that has begun and whose end nobody has recorded, 0 for none
UPDATE schema_migration SET done = :done, running = :running WHERE component = :component AND name = :name
