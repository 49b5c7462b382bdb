INSERT INTO log_waiting (id, entries) VALUES {{(:id, :entries)}}
