DELETE FROM refresh_token WHERE session IN (:sessions*)
