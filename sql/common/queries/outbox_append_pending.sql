INSERT INTO outbox_pending (id) VALUES {{(:id)}}
