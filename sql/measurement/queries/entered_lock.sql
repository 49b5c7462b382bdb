SELECT revision FROM entered_revision WHERE revision = 0 FOR UPDATE
