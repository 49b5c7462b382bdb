SELECT size FROM log_cosignature WHERE size > :index ORDER BY size DESC LIMIT 1
