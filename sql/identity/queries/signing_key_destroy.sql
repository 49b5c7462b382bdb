UPDATE signing_key SET secret = NULL WHERE id = :id AND secret IS NOT NULL
