SELECT leaf_index, digest FROM log_leaf WHERE event_id = :event
