INSERT INTO log_leaf (leaf_index, event_id, digest) VALUES {{(:index, :event, :digest)}}
