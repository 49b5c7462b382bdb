INSERT INTO outbox_number (sequence, id) VALUES {{(:sequence, :id)}}
