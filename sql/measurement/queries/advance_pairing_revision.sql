UPDATE pairing_revision SET revision = :revision WHERE id = 1
