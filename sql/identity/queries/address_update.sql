UPDATE address SET content = :content, version = version + 1 WHERE id = :id AND owner = :owner AND version = :version
