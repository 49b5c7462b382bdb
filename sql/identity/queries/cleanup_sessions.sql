DELETE FROM session WHERE id IN (:sessions*)
