SELECT event_id, leaf_index, digest FROM log_leaf WHERE digest = :digest ORDER BY leaf_index LIMIT 1
