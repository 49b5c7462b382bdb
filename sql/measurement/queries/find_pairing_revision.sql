SELECT revision FROM pairing_revision WHERE id = 1
