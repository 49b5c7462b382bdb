INSERT INTO log_pending (event_id, digest) VALUES {{(:id, :digest)}}
