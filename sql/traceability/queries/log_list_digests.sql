SELECT digest FROM log_leaf WHERE leaf_index >= :first ORDER BY leaf_index LIMIT :limit
